#!/bin/bash
# A real file system (ext4 in a file) under the data: it is filled to the last block under a load of orders and emptied again; it finds an error in
# itself and is read-only from then on, orders come meanwhile, and it is checked and mounted anew. Meanwhile people hear what 82_disk_and_clock.sh says they hear, and
# in the end the orders are those acknowledged. Once, long form ten times. SQLite. Where nothing can be mounted (it takes root and a loop
# device) it says so and counts nothing.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh
rounds=${long:+10}
rounds=${rounds:-1}
disk=$folder/disk
data=$disk/data
mkdir "$disk"
finish_disk()
{
	[ -z "$server" ] || kill_server
	umount "$disk" 2>/dev/null
	finish
}
trap finish_disk EXIT

mount_it() { mount -o loop,errors=remount-ro "$folder/image" "$disk"; }

truncate -s 512M "$folder/image"
if ! { mkfs.ext4 -q "$folder/image" && mount_it; } >"$folder/said" 2>&1; then
	echo "no file system can be mounted here: $(tail -n 1 "$folder/said")"
	totals
	exit
fi
device=$(basename "$(findmnt -no SOURCE "$disk")")

# A write that leaves no order: an item in the cart.
write_status() { api "$buyer" /cart "$(sed 's/.*"lines":.\({.*}\)]}/\1/' "$folder/order")" | tail -n 1; }

# What there was room for in the log is still written, and answered with success.
is_answered() # STATUS...: within 30 s
{
	local status
	for _ in $(seq 300); do
		status=$(write_status)
		case " $* " in *" $status "*) return 0 ;; esac
		sleep 0.1
	done
	return 1
}

log_says() { tail -n "+$lines" "$folder/log" | grep -q "level=error.*$1"; }

: >"$folder/acks"
make_county
check "it starts" start
prepare_orders
for _ in $(seq "$rounds"); do
	lines=$(($(wc -l <"$folder/log") + 1))
	load 16
	sleep 0.5
	dd if=/dev/zero of="$disk/fill" bs=64K 2>/dev/null
	check "full: nothing is left of it" [ "$(df -k --output=avail "$disk" | tail -n 1)" -lt 1024 ]
	# 503 where SQLite's index of the log could not grow when the log itself was written already: that may come to be.
	check "full: a write is answered 500 or 503" is_answered 500 503
	check "full: pages open" pages_open
	rm "$disk/fill"
	check "full: the next order goes through" order_goes_through
	check "full: every order was acknowledged in the end" stop_load
	check "full: the log says why" log_says "the disk is full\|the disk cannot be read or written"

	lines=$(($(wc -l <"$folder/log") + 1))
	# While nothing is on its way to the disk: see docs/reliability.md for what ext4 answers to a sync that is.
	sleep 1
	echo found >"/sys/fs/ext4/$device/trigger_fs_error"
	load 16
	check "read-only: a write is answered 503" is_answered 503
	check "read-only: pages open" pages_open
	check "read-only: the log says why" log_says "the disk cannot be read or written"
	kill_server
	umount "$disk"
	e2fsck -fy "$folder/image" >"$folder/said" 2>&1
	check "the disk is mounted again" mount_it
	device=$(basename "$(findmnt -no SOURCE "$disk")")
	check "it starts again" start
	check "read-only: every order was acknowledged in the end" stop_load
done
check "it ends by itself" stop
check "acknowledged orders are there once" orders_are_those_acknowledged
check "the books hold" books_hold
totals
