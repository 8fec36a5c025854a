-- the orders of a checkout in the order they are read: without sorting
DROP INDEX orders_by_checkout;
CREATE INDEX orders_by_checkout ON orders(checkout_id, id);
