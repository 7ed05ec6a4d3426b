package ref

import "strings"

// byteSigns writes each of the 256 bytes as a character that can be seen, as
// GPT-2's vocab.json and merges.txt do: the printable ones of Latin-1 as
// themselves, the other 68 as the characters from U+0100 on. A space is Ġ, a
// newline Ċ.
var byteSigns = func() (signs [256]rune) {
	next := rune(256)
	for b := range signs {
		if isPrintableByte(rune(b)) {
			signs[b] = rune(b)
		} else {
			signs[b] = next
			next++
		}
	}
	return signs
}()

// isPrintableByte is true of what OpenAI found printable in Latin-1: neither
// the spaces nor the soft hyphen.
func isPrintableByte(b rune) bool {
	return '!' <= b && b <= '~' || '¡' <= b && b <= '¬' || '®' <= b && b <= 'ÿ'
}

// signBytes inverts byteSigns.
var signBytes = func() map[rune]byte {
	bytes := map[rune]byte{}
	for b, sign := range byteSigns {
		bytes[sign] = byte(b)
	}
	return bytes
}()

// toSigns writes any bytes so that they can stand in a text file: " the" is Ġthe.
func toSigns(bytes string) string {
	var signs strings.Builder
	for i := range len(bytes) {
		signs.WriteRune(byteSigns[bytes[i]])
	}
	return signs.String()
}

// fromSigns inverts toSigns; ok is false where a character stands for no byte.
func fromSigns(signs string) (bytes string, ok bool) {
	var text strings.Builder
	for _, sign := range signs {
		b, ok := signBytes[sign]
		if !ok {
			return "", false
		}
		text.WriteByte(b)
	}
	return text.String(), true
}
