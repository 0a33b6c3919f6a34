namespace AuditOps.Simulator.Notifications;

/// <summary>One POST that has to be accepted.</summary>
internal sealed class Delivery(string address, byte[] body, IReadOnlyList<(string Name, string Value)> headers, bool onlyOk, Action<bool>? ended)
{
    public string Address => address;

    public byte[] Body => body;

    public IReadOnlyList<(string Name, string Value)> Headers => headers;

    /// <summary>The Management Activity API takes 200 alone for acceptance, Graph any 2xx.</summary>
    public bool OnlyOk => onlyOk;

    public int Attempts { get; set; }

    public DateTime First { get; set; }

    public DateTime Due { get; set; }

    /// <summary>Told whether it was accepted, once, at the end.</summary>
    public void End(bool accepted) => ended?.Invoke(accepted);
}
