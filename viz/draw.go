package viz

import (
	"encoding/json"
	"slices"

	"gptlab/ref"
)

// A Draw continues a run's text, token by token, before it is read as a whole:
// ref.Sampling as it goes over the wire.
type Draw struct {
	Temperature float64 `json:"temperature"` // 0 takes the most probable token
	TopK        int     `json:"top_k"`       // 0 is all
	TopP        float64 `json:"top_p"`       // 0 and 1 are all
	Seed        uint64  `json:"seed"`
	MaxTokens   int     `json:"max_tokens"` // fewer where the model's end token is drawn, or its places are full
}

// Limits on a draw. A seed must survive JavaScript, where numbers are float64.
const (
	MaxDrawn = 64
	MaxSeed  = 1<<53 - 1
)

// UnmarshalJSON reads a draw. What is left out is temperature 1, all tokens,
// seed 0, 16 tokens.
func (d *Draw) UnmarshalJSON(data []byte) error {
	type plain Draw
	read := plain{Temperature: 1, MaxTokens: 16}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	if read.TopP == 1 {
		read.TopP = 0 // one form for one meaning
	}
	*d = Draw(read)
	return nil
}

// check reports what cannot be drawn with: draw_out_of_range.
func (d Draw) check() error {
	if d.MaxTokens > MaxDrawn {
		return ref.Fail("draw_out_of_range", ref.Args{"name": "max_tokens", "got": d.MaxTokens, "least": 1, "most": MaxDrawn})
	}
	if d.Seed > MaxSeed {
		return ref.Fail("draw_out_of_range", ref.Args{"name": "seed", "got": d.Seed, "least": 0, "most": uint64(MaxSeed)})
	}
	return d.sampling().Check()
}

func (d Draw) sampling() ref.Sampling {
	return ref.Sampling{Temperature: d.Temperature, TopK: d.TopK, TopP: d.TopP, Seed: d.Seed, MaxTokens: d.MaxTokens}
}

// prepareDraw reports a draw that cannot be made behind the input's tokens:
// draw_out_of_range, or draw_no_room where they fill the model's {limit} places.
func (in Input) prepareDraw() error {
	limit := in.Checkpoint.Model.NPositions
	if len(in.Tokens) >= limit {
		return ref.Fail("draw_no_room", ref.Args{"limit": limit})
	}
	return in.Spec.Draw.check()
}

// draw records sample.N.… on the tape and returns the input with what was drawn
// behind it. The passes that led to the draws are not recorded: the pass over the
// whole text, which follows, has the same numbers up to float32's roundings,
// except where the set lets a word see what comes after it.
func (in Input) draw(s ref.Scope) Input {
	m, how := in.Checkpoint.Model, in.Spec.Draw.sampling()
	how.MaxTokens = min(how.MaxTokens, m.NPositions-len(in.Tokens))
	drawn := m.Generate(s, in.IDs(), how)
	if len(in.Set) > 0 {
		drawn = m.GenerateAnew(s, ref.Watch(in.Set.Watch(m, nil)), in.IDs(), how)
	}
	in.Tokens = slices.Clip(in.Tokens)
	for id := range drawn {
		in.Tokens = append(in.Tokens, tokenOf(in.Checkpoint, id))
	}
	return in
}
