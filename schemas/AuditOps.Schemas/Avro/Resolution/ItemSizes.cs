using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>The fewest bytes a value of a schema can take: what an announced item count is checked against.</summary>
internal sealed class ItemSizes
{
    // Enough to refuse any count; keeps sums of nested records from overflowing.
    private const int Cap = 1 << 24;

    private readonly Dictionary<RecordSchema, int> _records = [];

    public int Min(AvroSchema schema)
    {
        // A compiled plan is shared between threads, and skipping asks while it runs.
        lock (_records)
            return Compute(schema);
    }

    private int Compute(AvroSchema schema)
    {
        switch (schema)
        {
            case RecordSchema record:
                if (_records.TryGetValue(record, out var known))
                    return known;
                // A record inside itself counts as nothing, which only makes the bound weaker.
                _records[record] = 0;
                var sum = 0;
                foreach (var field in record.Fields)
                    sum = Math.Min(Cap, sum + Compute(field.Schema));
                return _records[record] = sum;
            case UnionSchema union:
                var least = Cap;
                foreach (var branch in union.Branches)
                    least = Math.Min(least, Compute(branch));
                return Math.Min(Cap, 1 + least);
            case FixedSchema bytes:
                return bytes.Size;
            default:
                return schema.Type switch
                {
                    AvroType.Null => 0,
                    AvroType.Float => sizeof(float),
                    AvroType.Double => sizeof(double),
                    _ => 1,
                };
        }
    }
}
