using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Processors.Sinks;

/// <summary>rules.v1 into the table of rule revisions: the topic keeps the newest only.</summary>
internal sealed class RulesSinkTable(ISchemaSource schemas) : StateSinkTable
{
    public override string Name => "rules";
    public override string Topic => TopicNames.Rules;
    public override string Group => ConsumerGroups.SinkRules;
    public override string Table => RuleRevisionRowWriter.Table;
    public override string Columns => RuleRevisionRowWriter.Columns;

    public override SinkCountKey? WriteRows(in SinkRecord record, long epoch, RowBinaryWriter rows)
    {
        RuleRevisionRowWriter.Write(Codecs.RuleDocument.Decode(record.Value, schemas), rows);
        return null;
    }
}
