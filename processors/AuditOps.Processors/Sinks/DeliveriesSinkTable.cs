using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Processors.Sinks;

/// <summary>deliveries.v1 into the log of notifications, one row a step.</summary>
internal sealed class DeliveriesSinkTable(ISchemaSource schemas, DeliveryRowWriter writer) : StateSinkTable
{
    public override string Name => "deliveries";
    public override string Topic => TopicNames.Deliveries;
    public override string Group => ConsumerGroups.SinkDeliveries;
    public override string Table => DeliveryRowWriter.Table;
    public override string Columns => DeliveryRowWriter.Columns;

    public override SinkCountKey? WriteRows(in SinkRecord record, long epoch, RowBinaryWriter rows)
    {
        writer.Write(Codecs.Delivery.Decode(record.Value, schemas), rows);
        return null;
    }
}
