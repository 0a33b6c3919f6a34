using AuditOps.Streams.Runtime.Kafka;

namespace AuditOps.Streams.Runtime;

/// <content>What happens between records, by the clock.</content>
internal sealed partial class StreamTask
{
    /// <summary>Punctuations that threw too often and are not called any more, with their partition.</summary>
    public IEnumerable<string> SwitchedOff =>
        _context.Punctuations.Where(punctuation => punctuation.SwitchedOffFor is not null).Select(punctuation => $"{punctuation.FullName} in partition {Partition}");

    /// <returns>Dead letters written about punctuations that are switched off.</returns>
    /// <exception cref="SpoiledException">One has just been switched off; what it wrote before it threw must go: the transaction must be done again without it.</exception>
    public int Punctuate(long wallMs, IKafkaSession session)
    {
        var letters = 0;
        foreach (var punctuation in _context.Punctuations)
        {
            var now = punctuation.Kind == PunctuationKind.WallClock ? wallMs : _streamTimeMs;
            if (punctuation.SwitchedOffFor is not null)
            {
                if (punctuation.IsTold)
                    continue;
                // After a rollback stream time may not be known again yet.
                Bury(punctuation, now == long.MinValue ? wallMs : now);
                letters++;
            }
            else if (now == long.MinValue || !Call(punctuation, now))
            {
                continue;
            }

            _hasOutput = true;
            Send(session);
        }

        return letters;
    }

    private bool Call(Punctuation punctuation, long now)
    {
        _context.BeginAt(now);
        _changelog.TimestampMs = now;
        try
        {
            return punctuation.Advance(now);
        }
        catch (Exception e) when ((e is not StreamsException || e is RecordException) && ++punctuation.Failures >= _options.MaxPunctuationAttempts)
        {
            // The step's own fault, seen again and again: the stream must not stand still for it. Anything less goes up to the worker's edge and is done again.
            punctuation.SwitchedOffFor = e.GetType().Name;
            throw new SpoiledException($"{punctuation.FullName} is switched off in partition {Partition}: it threw {e.GetType().Name} {punctuation.Failures} times", e);
        }
    }

    private void Bury(Punctuation punctuation, long now)
    {
        _context.BeginPunctuationLetter(punctuation, now);
        var buffer = _context.RentBuffer();
        var failed = new FailedRecord
        {
            Topology = _topology.Name,
            Step = punctuation.Step,
            Failure = FailedRecord.PunctuationThrew,
            Reason = $"{punctuation.FullName} threw {punctuation.SwitchedOffFor} {punctuation.Failures} times and is switched off until its task starts anew",
            Record = _context.Record,
            Value = default,
        };
        // Participants count records; this is none.
        _topology.DeadLetterWriter.Write(failed, buffer);
        _context.Outputs.Add(new OutgoingRecord(_topology.DeadLetterTopic, null, buffer.WrittenSpan.ToArray(), null, now));
        punctuation.IsTold = true;
    }
}
