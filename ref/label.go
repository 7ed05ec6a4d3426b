package ref

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Label shows a token so that it can be read on an axis or in a table,
// whatever it is made of:
//
//	a 山        itself, if that can be seen
//	␣ ⏎ →       space, newline, tab
//	●           the token at the start and end of a text
//	<U+0007>    a control character, a combining mark, an unusual space
//	<E5 BA>     bytes that are not, or not yet, a character
//	□           an unknown character, when nobody knows which
//	#464        a token of a model without a tokenizer
//
// A font may lack a character that can be seen; whoever draws has to know.
func Label(t Token) string {
	switch {
	case t.Text == "" && t.Word == "" && t.Known:
		return "●"
	case !t.Known && t.Text == string(utf8.RuneError):
		return "□"
	case t.Text == "" && t.Word == "":
		return "#" + strconv.Itoa(t.ID)
	}
	var label strings.Builder
	for text := cmp.Or(t.Word, t.Text); text != ""; {
		if broken := brokenBytes(text); broken > 0 {
			fmt.Fprintf(&label, "<% X>", text[:broken])
			text = text[broken:]
			continue
		}
		r, width := utf8.DecodeRuneInString(text)
		label.WriteString(runeLabel(r))
		text = text[width:]
	}
	return label.String()
}

func runeLabel(r rune) string {
	if sign, ok := signs[r]; ok {
		return sign
	}
	if !unicode.IsPrint(r) || unicode.IsMark(r) {
		return fmt.Sprintf("<U+%04X>", r)
	}
	return string(r)
}

var signs = map[rune]string{' ': "␣", '\n': "⏎", '\t': "→"}

// brokenBytes counts the leading bytes that are not UTF-8.
func brokenBytes(text string) (n int) {
	for n < len(text) {
		if r, width := utf8.DecodeRuneInString(text[n:]); r != utf8.RuneError || width != 1 {
			break
		}
		n++
	}
	return n
}
