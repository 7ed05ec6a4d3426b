package viz

// A Space is the embedding table laid flat: each word's vector seen from the
// side on which the vectors lie furthest apart.
type Space struct {
	Size   int          `json:"size"`  // of the vocabulary
	Share  [2]Number    `json:"share"` // of the variance that each axis shows
	Points []SpacePoint `json:"points"`
}

// A SpacePoint is one word's place.
type SpacePoint struct {
	ID    int    `json:"id"`
	Label string `json:"label"`
	X     Number `json:"x"`
	Y     Number `json:"y"`
}

// SpaceOf lays a model's embedding table flat: what EmbeddingOf draws, as numbers.
func SpaceOf(t *Tape) Space {
	ids, vectors := wordsLaidFlat(t)
	points, share := PrincipalComponents(vectors)
	c := t.Input().Checkpoint
	s := Space{Size: c.Model.VocabSize, Share: [2]Number{Number(share[0]), Number(share[1])}}
	for i, id := range ids {
		x, y := float32(points[i][0]), float32(points[i][1])
		s.Points = append(s.Points, SpacePoint{id, labelOf(c, id), Number(x), Number(y)})
	}
	return s
}
