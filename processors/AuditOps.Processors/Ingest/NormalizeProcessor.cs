using AuditOps.Engines.Normalize;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors.Ingest;

/// <summary>Envelope to event; events that came by the history lane are flagged. Whatever the normaliser throws, that record is at fault and no other.</summary>
internal sealed class NormalizeProcessor(Func<RawEnvelope, AuditEvent> normalize) : IProcessor<RawEnvelope, AuditEvent>
{
    public void Process(RawEnvelope value, IProcessorContext<AuditEvent> context)
    {
        AuditEvent normalized;
        try
        {
            normalized = normalize(value);
        }
        catch (NormalizeException e)
        {
            throw new RecordException(CodeOf(e.Code).ToString(), e.Message, e);
        }
        catch (Exception e)
        {
            // Pure code without I/O: the same bytes would throw again, so a retry helps nobody. Any exception may come out of odd input.
            throw new RecordException(nameof(DeadLetterCode.NormalizerThrew), $"the normaliser threw {e.GetType().Name}", e);
        }

        context.Forward(context.Record.Topic == TopicNames.RawHistory ? normalized with { Flags = normalized.Flags | EventFlags.Historical } : normalized);
    }

    private static DeadLetterCode CodeOf(NormalizeErrorCode code) => code switch
    {
        NormalizeErrorCode.NotJson => DeadLetterCode.NotJson,
        NormalizeErrorCode.TooDeep => DeadLetterCode.TooDeep,
        NormalizeErrorCode.NotAnObject => DeadLetterCode.NotAnObject,
        NormalizeErrorCode.InvalidUtf8 => DeadLetterCode.InvalidUtf8,
        NormalizeErrorCode.CsvMalformed => DeadLetterCode.CsvMalformed,
        _ => DeadLetterCode.NormalizerThrew,
    };
}
