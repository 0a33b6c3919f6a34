using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Processors.Sinks;

/// <summary>Which topic feeds which table, and how a record becomes rows.</summary>
internal abstract class SinkTable
{
    /// <summary>Short name in plans, logs, metrics and status.</summary>
    public abstract string Name { get; }

    public abstract string Topic { get; }
    public abstract string Group { get; }
    public abstract string Table { get; }

    /// <summary>Column list of the insert, in the order of the row.</summary>
    public abstract string Columns { get; }

    /// <summary>Appends the record's rows; nothing of them stays when this throws.</summary>
    /// <returns>Under what the record is counted once stored; null when this sink counts nothing.</returns>
    /// <exception cref="Schemas.Avro.UnknownSchemaException">The record has to wait for its schema.</exception>
    /// <exception cref="Schemas.Avro.AvroException">The bytes are not a record of this topic.</exception>
    /// <exception cref="Warehouse.WarehouseException">No row of the table can hold the record.</exception>
    public abstract SinkCountKey? WriteRows(in SinkRecord record, long epoch, RowBinaryWriter rows);

    /// <summary>The letter for a record that cannot be stored; null when a letter about it would share its fate.</summary>
    public abstract DeadLetter? LetterFor(in RefusedRecord refused, DateTimeOffset now);

    /// <summary>Adds stored records to a count.</summary>
    public virtual CompletenessCount CountStored(CompletenessCount count, long records) => count with { Stored = count.Stored + records };

    /// <summary>Whether a record of this sink was counted when it was published, so that one that is lost is missing there.</summary>
    public virtual bool NamesLosses => false;

    /// <summary>False when what this sink refuses was counted as a letter before.</summary>
    public virtual bool CountsLetters => true;
}
