using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Processors.Sinks;

/// <summary>Which topic feeds which table, and how a record becomes a row.</summary>
internal abstract class SinkTable
{
    /// <summary>Short name in logs, metrics and status.</summary>
    public abstract string Name { get; }

    public abstract string Topic { get; }
    public abstract string Group { get; }
    public abstract string Table { get; }

    /// <summary>Column list of the insert, in the order of the row.</summary>
    public abstract string Columns { get; }

    /// <summary>Appends the record's row; nothing of it stays when this throws.</summary>
    /// <exception cref="Schemas.Avro.UnknownSchemaException">The record has to wait for its schema.</exception>
    /// <exception cref="Schemas.Avro.AvroException">The bytes are not a record of this topic.</exception>
    /// <exception cref="Warehouse.WarehouseException">No row of the table can hold the record.</exception>
    public abstract void WriteRow(in SinkRecord record, RowBinaryWriter rows);

    /// <summary>The letter for a record that cannot be stored; null when a letter about it would share its fate.</summary>
    public abstract DeadLetter? LetterFor(in RefusedRecord refused, DateTimeOffset now);
}
