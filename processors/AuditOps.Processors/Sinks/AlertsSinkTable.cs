using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Processors.Sinks;

/// <summary>alerts.v1 into the alerts table, one row a revision.</summary>
internal sealed class AlertsSinkTable(ISchemaSource schemas, AlertRowWriter writer) : StateSinkTable
{
    public override string Name => "alerts";
    public override string Topic => TopicNames.Alerts;
    public override string Group => ConsumerGroups.SinkAlerts;
    public override string Table => AlertRowWriter.Table;
    public override string Columns => AlertRowWriter.Columns;

    public override SinkCountKey? WriteRows(in SinkRecord record, long epoch, RowBinaryWriter rows)
    {
        writer.Write(Codecs.Alert.Decode(record.Value, schemas), rows);
        return null;
    }
}
