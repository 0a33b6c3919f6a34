namespace AuditOps.Engines.Normalize;

/// <summary>Sizes beyond which a normalised field is cut (the raw record stays whole). Characters unless said; chosen to be above what the published records hold.</summary>
internal static class NormalizeLimits
{
    public const int Name = 512;
    public const int Reason = 1024;
    public const int UserAgent = 1024;
    public const int Value = 4096;
    public const int Attribute = 1024;
    public const int Summary = 1024;
    public const int SearchText = 8192;

    /// <summary>Items.</summary>
    public const int Targets = 50;

    /// <summary>Items.</summary>
    public const int Changes = 100;

    /// <summary>Items.</summary>
    public const int Attributes = 64;

    /// <summary>Items of a source's list looked at; a hostile record must not make one event cost seconds.</summary>
    public const int ListItems = 500;
}
