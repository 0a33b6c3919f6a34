using System.Security.Cryptography;
using System.Text;
using AuditOps.Collectors.Import.Runs;
using AuditOps.Collectors.Publishing;
using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Collectors.DeadLetters;

/// <summary>
/// Finds the bytes behind a letter: the record itself where its topic still has it, else what the letter carries when that is whole, else the whole bytes that the
/// import kept aside. A hash decides in each case; bytes of another record are never used.
/// </summary>
internal sealed class OriginalRecords(KafkaClientFactory clients, ISchemaSource schemas, string? rejectedDirectory, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FetchDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollStep = TimeSpan.FromMilliseconds(100);

    private readonly IConsumer<byte[], byte[]> _consumer = clients.Consumer("auditops.dlq", "auditops-dlq", AutoOffsetReset.Earliest);

    public ReplayRecord Find(DeadLetter letter)
    {
        // Import letters name no topic: their offset lies in a file, and their bytes in the letter.
        if (letter is { Topic: not null, Offset: < 0 }) return ReplayRecord.Refused($"there is no record behind this letter: it tells of {letter.Topic}, which is no topic");
        if (letter.Topic is { } topic && letter.Offset >= 0 && Fetch(topic, letter.Partition, letter.Offset) is { } record && IsOf(letter, record.Message.Value))
        {
            return new ReplayRecord(topic, record.Message.Key, record.Message.Value, record.Message.Headers, At(record.Message), letter.Source, null);
        }

        var bytes = Whole(letter, out var refusal);
        if (bytes is null) return ReplayRecord.Refused(refusal);
        if (letter.Topic is { } original && Marked(bytes.Value.Span))
        {
            // The value itself, as it failed to be decoded.
            return new ReplayRecord(original, letter.Key is null ? null : Encoding.UTF8.GetBytes(letter.Key), bytes.Value.ToArray(), Run(letter), letter.CollectedAt ?? letter.FailedAt, letter.Source, null);
        }

        if (letter.Topic is not (null or TopicNames.Raw or TopicNames.RawHistory)) return ReplayRecord.Refused($"{letter.Topic} no longer has the record, and the letter holds only a part of it");
        return Envelope(letter, bytes.Value);
    }

    public void Dispose() => _consumer.Dispose();

    /// <summary>A raw record again, from the payload alone.</summary>
    private static ReplayRecord Envelope(DeadLetter letter, ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > TopicCatalog.MaxRecordBytes) return ReplayRecord.Refused($"it has {payload.Length} bytes; a record has at most {TopicCatalog.MaxRecordBytes}");
        var recognized = ShapeRecognizer.Recognize(payload.Span);
        if (letter.Topic is null && !JsonObjects.IsOne(payload.Span)) return ReplayRecord.Refused("it is still not a record: not one JSON object");
        var at = letter.CollectedAt ?? letter.FailedAt;
        var envelope = new RawEnvelope
        {
            Tenant = letter.Tenant,
            Source = letter.Source == Sources.Other ? recognized.Source : letter.Source,
            Shape = recognized.Shape,
            RecordId = letter.Topic is not null && letter.Key is { } key && Keys.Split(Encoding.UTF8.GetBytes(key)) is { } parts ? parts.Last : recognized.RecordId ?? ContentIds.Record(payload.Span),
            CollectedAt = at,
            Run = letter.Run,
            AvailableAt = recognized.AvailableAt,
            Payload = payload,
        };
        return new ReplayRecord(letter.Topic ?? TopicNames.RawHistory, Keys.Record(envelope.Tenant, envelope.RecordId), Codecs.RawEnvelope.Encode(envelope), Run(letter), at, envelope.Source, null);
    }

    private ReadOnlyMemory<byte>? Whole(DeadLetter letter, out string refusal)
    {
        refusal = "";
        if (letter.Payload.Length == letter.PayloadLength) return letter.Payload;
        refusal = $"the letter holds {letter.Payload.Length} of {letter.PayloadLength} bytes";
        if (letter.PayloadSha256.Length != 2 * SHA256.HashSizeInBytes || !letter.PayloadSha256.All(char.IsAsciiHexDigitLower) || rejectedDirectory is null) return null;
        var file = new FileInfo(Path.Combine(rejectedDirectory, letter.PayloadSha256));
        refusal += $" and {file.FullName} is not there";
        if (!file.Exists) return null;
        if (file.Length > TopicCatalog.MaxRecordBytes)
        {
            refusal = $"it has {file.Length} bytes; a record has at most {TopicCatalog.MaxRecordBytes}";
            return null;
        }

        var bytes = File.ReadAllBytes(file.FullName);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) == letter.PayloadSha256) return bytes;
        refusal = $"{file.FullName} is not what it was";
        return null;
    }

    private ConsumeResult<byte[], byte[]>? Fetch(string topic, int partition, long offset)
    {
        try
        {
            _consumer.Assign(new TopicPartitionOffset(topic, partition, offset));
            var began = time.GetTimestamp();
            while (time.GetElapsedTime(began) < FetchDeadline)
            {
                if (_consumer.Consume(PollStep) is not { } record) continue;
                return !record.IsPartitionEOF && record.Offset.Value == offset && record.Topic == topic ? record : null;
            }

            return null;
        }
        catch (ConsumeException)
        {
            // The topic or the partition is gone: the letter itself is the next place to look.
            return null;
        }
    }

    private bool IsOf(DeadLetter letter, byte[]? value)
    {
        if (value is null) return false;
        if (Convert.ToHexStringLower(SHA256.HashData(value)) == letter.PayloadSha256) return true;
        try
        {
            return letter.Topic is TopicNames.Raw or TopicNames.RawHistory && Convert.ToHexStringLower(SHA256.HashData(Codecs.RawEnvelope.Decode(value, schemas).Payload.Span)) == letter.PayloadSha256;
        }
        catch (AvroException)
        {
            return false;
        }
    }

    private static bool Marked(ReadOnlySpan<byte> value) => value.Length >= SingleObject.HeaderLength && value[0] == 0xC3 && value[1] == 0x01;

    private static Headers Run(DeadLetter letter) => new() { { RecordPublisher.RunHeader, Encoding.UTF8.GetBytes(letter.Run) } };

    private static DateTimeOffset At(Message<byte[], byte[]> message) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, message.Timestamp.UnixTimestampMs));
}
