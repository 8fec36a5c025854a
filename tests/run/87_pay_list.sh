#!/bin/bash
# A list of payments (src/common/ledger/pay_list.h) of 150,000 lines, long form 1,000,000, while the program is killed by kill -9 at moments of
# chance until all is paid: each line is paid once, to whom it says, and the books hold.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh
lines=${long:+1000000}
lines=${lines:-150000}
: "${SEED:=$$}"
RANDOM=$SEED

paid() { sqlite3 -cmd '.timeout 5000' "$data/tongcun.db" 'SELECT paid_lines FROM pay_list WHERE id = 77'; }

# From the bank, which may be overdrawn: 3,001 households in turn, each line another amount.
make_list()
{
	sqlite3 "$data/tongcun.db" <<SQL
INSERT INTO pay_list(county, id, place, debit_kind, debit_owner_id, reason, subject_id, person_id, state, lines, total_fen,
  paid_lines, paid_fen, tries, next_at, problem, made_at, started_at, ended_at)
  VALUES (510525, 77, 51052500000000000, 3, 0, 'Dividend', 77, 1, 2, $lines, 0, 0, 0, 0, 0, '', 1, 1, 0);
WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < $lines)
  INSERT INTO pay_line(county, list_id, number, kind, owner_id, place, amount_fen)
  SELECT 510525, 77, number, 7, 9000000 + number % 3001, 51052510100100000 + number % 3001, 100 + number % 977 FROM n;
UPDATE pay_list SET total_fen = (SELECT sum(amount_fen) FROM pay_line WHERE list_id = 77) WHERE id = 77;
SQL
}

wrong_payees()
{
	sqlite3 "$data/tongcun.db" "SELECT count(*) FROM (SELECT owner_id, sum(amount_fen) AS due FROM pay_line WHERE list_id = 77
		GROUP BY owner_id) AS p LEFT JOIN account AS a ON a.county = 510525 AND a.kind = 7 AND a.owner_id = p.owner_id
		WHERE a.credits_fen IS NOT p.due"
}

transfers() { sqlite3 "$data/tongcun.db" 'SELECT count(*) FROM transfer WHERE subject_id = 77'; }

make_county
check "the list is made" make_list
check "it starts" start
kills=0
between=0
until [ "$(paid)" = "$lines" ] || [ "$kills" -ge 2000 ]; do
	sleep "0.$(printf %02d $((RANDOM % 26 + 5)))" # between a twentieth of a second and three tenths
	at=$(paid)
	[ "$at" = "$lines" ] && break
	[ "$at" = 0 ] || between=$((between + 1))
	kill_server
	kills=$((kills + 1))
	start || { count 1 "start $kills"; break; }
done
echo "    killed $kills times, $between of them between the first line and the last (SEED=$SEED), $lines lines"
check "it was killed while it paid" [ "$between" -ge 2 ]
check "it ends by itself" stop
check "all lines are paid" [ "$(paid)" = "$lines" ]
check "each by one transfer" [ "$(transfers)" = "$lines" ]
check "each payee has what was due" [ "$(wrong_payees)" = 0 ]
check "the books hold" books_hold
check "nothing was logged as failed" no_errors
totals
