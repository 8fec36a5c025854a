-- which module is told of what is paid (struct pay_purpose); empty: none
ALTER TABLE pay_list ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
