namespace AuditOps.Engines.Alerts;

/// <summary>What an alert may hold, so that a rule that fires without end makes neither memory nor messages grow.</summary>
public static class AlertLimits
{
    /// <summary>Contributing events that an alert names; the earliest stay, the rest is counted.</summary>
    public const int Evidence = 20;

    /// <summary>Conditions that an alert shows.</summary>
    public const int Conditions = 30;

    /// <summary>Steps of an alert's history; the first and the newest stay.</summary>
    public const int History = 200;

    /// <summary>Bytes of the first event that travel with an alert.</summary>
    public const int SnapshotBytes = 8 << 10;

    /// <summary>Characters of the name of a person.</summary>
    public const int Name = 256;

    /// <summary>Characters of a remark or a reason that a person may give.</summary>
    public const int Text = 4_000;
}
