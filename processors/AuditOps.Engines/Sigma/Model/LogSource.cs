namespace AuditOps.Engines.Sigma.Model;

/// <summary>What a rule is written for, or what an event is. Names compare without regard to case.</summary>
public sealed record LogSource(string? Category, string? Product, string? Service)
{
    /// <summary>A rule is left out only where it and the event both name a dimension and differ.</summary>
    public bool Fits(LogSource other) => Fits(Category, other.Category) && Fits(Product, other.Product) && Fits(Service, other.Service);

    public override string ToString() => $"{Product ?? "*"}/{Service ?? "*"}" + (Category is null ? string.Empty : $" ({Category})");

    private static bool Fits(string? one, string? other) => one is null || other is null || string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
