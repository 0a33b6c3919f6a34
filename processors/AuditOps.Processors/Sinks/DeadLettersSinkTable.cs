using AuditOps.Kafka;
using AuditOps.Processors.DeadLetters;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Processors.Sinks;

/// <summary>dead-letters.v1 into its table. A letter that is refused is replaced once by a letter about it without payload; that one's refusal ends there.</summary>
internal sealed class DeadLettersSinkTable(ISchemaSource schemas, DeadLetterRowWriter writer) : SinkTable
{
    public override string Name => "dead-letters";
    public override string Topic => TopicNames.DeadLetters;
    public override string Group => ConsumerGroups.SinkDeadLetters;
    public override string Table => DeadLetterRowWriter.Table;
    public override string Columns => DeadLetterRowWriter.Columns;

    public override bool CountsLetters => false;

    public override SinkCountKey? WriteRows(in SinkRecord record, long epoch, RowBinaryWriter rows)
    {
        var value = Codecs.DeadLetter.Decode(record.Value, schemas);
        writer.Write(value, rows);
        return SinkCountKey.Of(value.Tenant, value.Source, value.CollectedAt ?? value.FailedAt);
    }

    public override CompletenessCount CountStored(CompletenessCount count, long records) => count with { LettersStored = count.LettersStored + records };

    public override DeadLetter? LetterFor(in RefusedRecord refused, DateTimeOffset now)
    {
        var record = refused.Record;
        var original = TryDecode(record.Value);
        if (original is { Stage: SinkStage.Name, Topic: TopicNames.DeadLetters })
            return null;
        var letter = DeadLetterFactory.Create(
            SinkStage.Name, refused.Code, refused.Reason, record.Partition.Topic, record.Partition.Partition.Value, record.Offset,
            record.Key, record.Value, original?.Run ?? "", original?.Source, now);
        return letter with { Payload = default };
    }

    private DeadLetter? TryDecode(byte[]? value)
    {
        try
        {
            return Codecs.DeadLetter.Decode(value, schemas);
        }
        catch (AvroException)
        {
            // An undecodable letter gets a letter of its own.
            return null;
        }
    }
}
