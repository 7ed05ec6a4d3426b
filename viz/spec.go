package viz

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"hash"
	"math"
	"strings"

	"gptlab/ref"
	"gptlab/ref/whatif"
)

// A Spec says everything that decides a run, so that it can be sent to
// somebody else: equal specs on the same model give the same steps.
type Spec struct {
	Model  string `json:"model"`
	Text   string `json:"text,omitempty"`
	Tokens []int  `json:"tokens,omitempty"` // the ids themselves, instead of Text

	// Start puts the start token in front, where the model has one and the
	// tokens do not begin with it. JSON that leaves it out means true.
	Start bool `json:"start"`

	// Backward goes back from the loss as well: the run has the gradient of
	// every step.
	Backward bool `json:"backward,omitempty"`

	// Set are changes of steps, as package whatif writes them. In which order
	// makes no difference.
	Set []string `json:"set,omitempty"`

	// Draw, if not nil, continues the text before it is read.
	Draw *Draw `json:"draw,omitempty"`
}

// Unchanged is the run that a changed one is compared with: the same without its
// set and, where another text is given, of that one.
func (s Spec) Unchanged(was string) Spec {
	s.Set = nil
	if was != "" {
		s.Text, s.Tokens = was, nil
	}
	return s
}

// UnmarshalJSON reads a spec. A start that is left out is true.
func (s *Spec) UnmarshalJSON(data []byte) error {
	type plain Spec
	read := plain{Start: true}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*s = Spec(read)
	return nil
}

// Canonical returns the one JSON text of a spec: fields in a fixed order,
// nothing left to choice.
func (s Spec) Canonical() []byte {
	type plain Spec
	if set, err := whatif.ParseSet(s.Set); err == nil { // a set that cannot be read makes no run
		s.Set = set.Strings()
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	// Strings, numbers and a bool always encode.
	_ = encoder.Encode(plain(s))
	return bytes.TrimSpace(b.Bytes())
}

// ID names a run: the same for the same spec on the same model, in any process
// and on any machine. Fingerprint gives the model's.
func (s Spec) ID(fingerprint string) string {
	h := sha256.New()
	h.Write([]byte(fingerprint))
	h.Write([]byte{0})
	h.Write(s.Canonical())
	return shortHash(h)
}

// Fingerprint hashes a model's configuration and all its parameters. It reads
// every weight, half a second for GPT-2 small: keep the result.
func Fingerprint(m *ref.GPT) string {
	h := sha256.New()
	config, _ := json.Marshal(m.Config) // numbers alone: always encodes
	h.Write(config)
	for _, p := range m.Params() {
		h.Write([]byte(p.Name))
		writeNumbers(h, p.Tensor.Data)
	}
	return shortHash(h)
}

// writeNumbers hashes numbers as little-endian float32, in pieces that fit a cache.
func writeNumbers(h hash.Hash, data []ref.Float) {
	var piece [16 << 10]byte
	for len(data) > 0 {
		n := min(len(data), len(piece)/4)
		putFloats(piece[:4*n], data[:n])
		h.Write(piece[:4*n])
		data = data[n:]
	}
}

// putFloats writes numbers as little-endian float32; dst holds 4 bytes for each.
func putFloats(dst []byte, data []ref.Float) {
	for i, x := range data {
		binary.LittleEndian.PutUint32(dst[4*i:4*i+4], math.Float32bits(float32(x)))
	}
}

// shortHash returns 80 bits of a hash in 16 lower-case letters and digits.
func shortHash(h hash.Hash) string {
	return strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil)[:10]))
}
