using System.Buffers;
using System.Text;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.DeadLetters;

/// <summary>Dead letters of the Ingest topologies. Where the envelope can still be read, the letter names its source and carries the payload alone.</summary>
internal sealed class IngestDeadLetters(ISchemaSource schemas, TimeProvider time) : IDeadLetterWriter
{
    private const string Stage = "ingest";

    public void Write(FailedRecord failed, IBufferWriter<byte> output)
    {
        var record = failed.Record;
        var envelope = TryDecode(failed.Value, schemas);
        var run = envelope?.Run ?? (record.TryGetHeader(DeadLetterFactory.RunHeader, out var header) ? Encoding.UTF8.GetString(header.Span) : "");
        var letter = DeadLetterFactory.Create(
            Stage, CodeOf(failed.Failure), failed.Reason, record.Topic, record.Partition, record.Offset,
            record.Key.Span, envelope?.Payload ?? failed.Value, run, envelope?.Source, time.GetUtcNow());
        // Under the hour of collection, as ingest counts it: the sink of letters counts it there again when it is stored.
        letter = letter with { CollectedAt = envelope?.CollectedAt ?? DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs) };
        Codecs.DeadLetter.EncodeTo(envelope is null ? letter : letter with { Tenant = envelope.Tenant }, output);
    }

    /// <summary>Whose record it was and when it was collected, as far as its bytes still tell.</summary>
    public static (string Tenant, string Source, DateTimeOffset CollectedAt) Identify(FailedRecord failed, ISchemaSource schemas) =>
        TryDecode(failed.Value, schemas) is { } envelope
            ? (envelope.Tenant, envelope.Source, envelope.CollectedAt)
            : (DeadLetterFactory.TenantOf(failed.Record.Key.Span), Sources.Other, DateTimeOffset.FromUnixTimeMilliseconds(failed.Record.TimestampMs));

    private static RawEnvelope? TryDecode(ReadOnlyMemory<byte> value, ISchemaSource schemas)
    {
        try
        {
            return Codecs.RawEnvelope.Decode(value, schemas);
        }
        catch (AvroException)
        {
            // This may be the very reason for the letter, which then carries the bytes as they are.
            return null;
        }
    }

    private static DeadLetterCode CodeOf(string failure) => failure switch
    {
        FailedRecord.ProcessorThrew => DeadLetterCode.NormalizerThrew,
        _ => Enum.TryParse<DeadLetterCode>(failure, out var code) ? code : DeadLetterCode.Unspecified,
    };
}
