#!/bin/sh
# Installs what is missing: setup.sh build | test | bench. Debian and Ubuntu; elsewhere it says what is wanted and goes on.
# A stamp in build/ makes the next run a matter of milliseconds.
set -eu
cd "$(dirname "$0")/.."

build_packages='
gcc make pkg-config gettext ca-certificates
libmicrohttpd-dev libsqlite3-dev libpq-dev libjansson-dev libsodium-dev libicu-dev libcurl4-openssl-dev
libbrotli-dev zlib1g-dev libqrcodegen-dev libgd-dev libexif-dev libzip-dev libexpat1-dev libcsv-dev'
test_packages='
postgresql chromium libcmocka-dev cppcheck valgrind clang clang-format clang-tidy libclang-rt-14-dev
fonts-noto-cjk fonts-noto-core libpq-dev poppler-utils zbar-tools curl util-linux iproute2 procps sqlite3 nginx openssl systemd libseccomp-dev
libxml2-utils libxlsxwriter-dev'

# Not in every release; without it the tests of pages run in Chromium itself, and longer.
test_wish=chromium-headless-shell

bench_packages='nginx sqlite3 curl coreutils binutils'

case ${1-} in
build) packages=$build_packages ;;
test) packages="$build_packages $test_packages" ;;
bench) packages="$build_packages $bench_packages" ;;
*) echo "usage: setup.sh build|test|bench" >&2; exit 2 ;;
esac

newer_than_all() # stamp file...
{
	stamp=$1
	shift
	for file; do
		[ ! -e "$file" ] || [ "$stamp" -nt "$file" ] || return 1
	done
}

as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

stamp=build/setup.$1.stamp
if [ -e "$stamp" ] && newer_than_all "$stamp" tools/setup.sh package.json package-lock.json; then
	exit 0
fi
mkdir -p build

# Node comes from wherever it is installed; Debian's only when there is none.
if [ "$1" != build ] && [ -e package.json ]; then
	command -v node >/dev/null || packages="$packages nodejs"
	command -v npm >/dev/null || packages="$packages npm"
fi

if command -v dpkg-query >/dev/null; then
	installed=" $(dpkg-query -W -f '${db:Status-Abbrev}${Package} ' 2>/dev/null | tr '\n' ' ')"
	missing=
	for package in $packages; do
		case $installed in
		*" ii $package "*) ;;
		"ii $package "*) ;;
		*) missing="$missing $package" ;;
		esac
	done
	if [ -n "$missing" ]; then
		echo "Installing:$missing"
		as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
		# shellcheck disable=SC2086
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
	fi
	if [ "$1" = test ] && ! dpkg-query -W "$test_wish" >/dev/null 2>&1; then
		echo "Installing, if there is one: $test_wish"
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$test_wish" ||
			echo "setup: going on without $test_wish" >&2
	fi
else
	echo "setup: this is not Debian; these packages (or their like) are wanted:" $packages >&2
fi

if [ "$1" != build ] && [ -e package.json ]; then
	PUPPETEER_SKIP_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --silent
fi
touch "$stamp"
