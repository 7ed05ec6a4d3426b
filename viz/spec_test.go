package viz

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSpecJSON(t *testing.T) {
	for text, want := range map[string]Spec{
		`{"model":"tang","text":"床前"}`:                       {Model: "tang", Text: "床前", Start: true},
		`{"model":"m","tokens":[1,2],"start":false}`:         {Model: "m", Tokens: []int{1, 2}},
		`{"start":true,"text":"<b>","lang":"en","model":""}`: {Text: "<b>", Start: true},
	} {
		var got Spec
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		assert.Equal(t, want, got)
	}
	spec := Spec{Model: "tang", Text: "<i>床前</i>\u2028", Start: true}
	assert.Equal(t, `{"model":"tang","text":"<i>床前</i>\u2028","start":true}`, string(spec.Canonical()))
}

// TestIDIsStable: links and reconnecting clients hold run ids, so they may only
// change with the run.
func TestIDIsStable(t *testing.T) {
	spec := Spec{Model: "tang", Text: "床前看月光", Start: true}
	assert.Equal(t, "r26rop6g4s7h6ijm", spec.ID("fingerprint"))

	others := []Spec{
		{Model: "tang", Text: "床前看月光"},
		{Model: "tang", Text: "床前看月", Start: true},
		{Model: "aesop", Text: "床前看月光", Start: true},
		{Model: "tang", Tokens: []int{1}, Start: true},
	}
	seen := map[string]bool{spec.ID("fingerprint"): true, spec.ID("another model"): true}
	for _, s := range others {
		seen[s.ID("fingerprint")] = true
	}
	assert.Len(t, seen, 2+len(others))
}

func TestFingerprintTellsModelsApart(t *testing.T) {
	a, b := tinyCheckpoint(t, true, nil).Model, tinyCheckpoint(t, true, nil).Model
	assert.Equal(t, Fingerprint(a), Fingerprint(b))

	b.LnF.B.Data[11] += 1e-6
	assert.NotEqual(t, Fingerprint(a), Fingerprint(b), "one number of one parameter")
	assert.NotEqual(t, Fingerprint(a), Fingerprint(tinyCheckpoint(t, false, nil).Model))
}

func FuzzSpec(f *testing.F) {
	f.Add([]byte(`{"model":"tang","text":"床前","start":false}`))
	f.Add([]byte(`{"tokens":[1,-2,9999999999],"text":"\ud800"}`))
	f.Add([]byte(`[]`))
	c := tinyCheckpoint(f, true, nil)
	f.Fuzz(func(t *testing.T, data []byte) {
		var spec Spec
		if json.Unmarshal(data, &spec) != nil {
			return
		}
		var again Spec
		require.NoError(t, json.Unmarshal(spec.Canonical(), &again))
		assert.Equal(t, string(spec.Canonical()), string(again.Canonical()))
		assert.Equal(t, spec.ID(""), again.ID(""))
		if in, err := Prepare(c, spec); err != nil {
			codeOf(t, err)
		} else {
			assert.LessOrEqual(t, len(in.Tokens), c.Model.NPositions)
		}
	})
}
