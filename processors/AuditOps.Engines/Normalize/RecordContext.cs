using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize;

/// <summary>The reusable working space of one thread: the record's fields, those of what it wraps, and the JSON found inside strings.</summary>
internal sealed class RecordContext
{
    public RecordContext()
    {
        Nested = new NestedJson();
        Top = new Fields(Nested);
        Inner = new Fields(Nested);
    }

    public NestedJson Nested { get; }

    /// <summary>The record itself.</summary>
    public Fields Top { get; }

    /// <summary>The resource inside a diagnostic envelope.</summary>
    public Fields Inner { get; }

    /// <summary>Opens rows of table exports.</summary>
    public CsvPayload Csv { get; } = new();

    public void Close()
    {
        Top.Clear();
        Inner.Clear();
        Nested.Close();
    }
}
