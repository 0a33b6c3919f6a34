namespace AuditOps.Embedded.ClickHouse;

/// <summary>Base of every failure this project reports.</summary>
public class EmbeddedClickHouseException : Exception
{
    /// <summary>Makes one with its reason.</summary>
    public EmbeddedClickHouseException(ClickHouseFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>The reason, for programs.</summary>
    public ClickHouseFault Fault { get; }
}
