package ref

import (
	"math"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTrainingLogRoundTrip(t *testing.T) {
	entropy, validation := 0.84, 3.5
	log := TrainingLog{Entropy: &entropy, Rows: []LogRow{
		{Step: 10, LR: 1e-3, Loss: 4.25, Seconds: 0.5},
		{Step: 15, LR: 5e-4, Loss: 3.75, Validation: &validation, Seconds: 1},
	}}
	got, err := ParseTrainingLog("it", log.JSON())
	require.NoError(t, err)
	assert.Equal(t, log, got)
	assert.Equal(t, log.Rows[:1], log.before(14).Rows, "a run that goes on from update 14")
	assert.Equal(t, 1.0, log.Seconds())
	assert.Zero(t, TrainingLog{}.Seconds())

	got, err = ParseTrainingLog("it", TrainingLog{}.JSON())
	require.NoError(t, err)
	assert.Equal(t, TrainingLog{}, got)

	log.Rows[0].Loss = math.NaN() // a run that went wrong leaves a log that can be read
	got, err = ParseTrainingLog("it", log.JSON())
	require.NoError(t, err)
	assert.Equal(t, log.Rows[1:], got.Rows)
}

// Every tenth update has a row with the mean loss since the row before, and every validation.
func TestTrainingLogRows(t *testing.T) {
	var log TrainingLog
	var since logMean
	measured := 1.5
	for step := 1; step <= 20; step++ {
		p := Progress{Step: step, Loss: float64(step), LR: 0.1, Seconds: float64(step)}
		if step == 13 {
			p.Validation = &measured
		}
		log.add(p, &since)
	}
	assert.Equal(t, []LogRow{
		{Step: 10, LR: 0.1, Loss: 5.5, Seconds: 10},
		{Step: 13, LR: 0.1, Loss: 12, Validation: &measured, Seconds: 13},
		{Step: 20, LR: 0.1, Loss: 17, Seconds: 20},
	}, log.Rows)
}

func TestParseTrainingLog(t *testing.T) {
	file := func(rows string) string {
		return `{"format":"gptlab-training-log","version":1,"columns":["step","lr","loss","validation","seconds"],"rows":[` + rows + `]}`
	}
	for text, code := range map[string]string{
		``:   "json_broken",
		`{}`: "field_wrong",
		`{"format":"gptlab-training-log","version":2}`:                                         "version_newer",
		`{"format":"gptlab-training-log","version":1,"columns":["step"],"rows":[[1,1,1,1,1]]}`: "field_wrong",
		file(`[null,1,1,1,1]`):          "field_wrong",
		file(`[1.5,1,1,1,1]`):           "field_wrong",
		file(`[0,1,1,1,1]`):             "field_wrong",
		file(`[1e300,1,1,1,1]`):         "field_wrong",
		file(`[2,1,1,1,1],[1,1,1,1,1]`): "field_wrong",
		file(`["1",1,1,1,1]`):           "field_wrong",
	} {
		_, err := ParseTrainingLog("it/training-log.json", []byte(text))
		assert.Contains(t, failure(t, err, code).Error(), "it/training-log.json", text)
	}
	_, err := OpenTrainingLog(fstest.MapFS{}, "it")
	failure(t, err, "file_missing")
}

func FuzzParseTrainingLog(f *testing.F) {
	entropy := 0.5
	f.Add(TrainingLog{Entropy: &entropy, Rows: []LogRow{{Step: 10, LR: 1, Loss: 2, Seconds: 3}}}.JSON())
	f.Add([]byte(`{"format":"gptlab-training-log","version":1,"columns":["step","lr","loss","validation","seconds"],"rows":[[9e18,1,1,1,1]]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		log, err := ParseTrainingLog("it", file)
		if err != nil {
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Contains(t, Sentences, e.Code)
			return
		}
		last := 0
		for _, r := range log.Rows {
			require.Greater(t, r.Step, last)
			last = r.Step
		}
		_, err = ParseTrainingLog("it", log.JSON())
		require.NoError(t, err)
	})
}
