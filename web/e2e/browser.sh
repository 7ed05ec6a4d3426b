#!/bin/sh
# Prints the path of a Chromium. Where it, or a font with Traditional Chinese, is
# missing: installs them when root on Debian, else says what to install and stops.
set -eu

browser() {
	for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
		[ -n "$name" ] && command -v "$name" && return
	done
	return 1
}

chinese() { [ "$(uname)" = Darwin ] || fc-list :lang=zh-tw 2>/dev/null | grep -q .; }

missing=''
browser >/dev/null || missing="$missing chromium"
chinese || missing="$missing fonts-noto-cjk fontconfig" # fontconfig brings fc-list, which sees the font

if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -q >&2
	apt-get install -qy --no-install-recommends $missing >&2
elif [ -n "$missing" ]; then
	cat >&2 <<-END
	The page is checked in a browser, and this machine lacks:$missing
	On Debian or Ubuntu: sudo apt-get install$missing
	Elsewhere: install Chromium or Chrome and a Noto CJK font; set CHROMIUM to the browser's path if it is not on PATH.
	Then run make test again.
	END
	exit 1
fi
browser
