namespace AuditOps.Collectors.Configuration;

/// <summary>One tenant as it is written in the configuration file.</summary>
internal sealed record TenantFile
{
    public string? Name { get; init; }

    public string? TenantId { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? ClientSecretFile { get; init; }

    /// <summary>Name of the environment variable that holds the secret.</summary>
    public string? ClientSecretVariable { get; init; }

    /// <summary>PEM with certificate and private key, or PKCS#12.</summary>
    public string? CertificateFile { get; init; }

    public string? CertificatePasswordFile { get; init; }

    public string? ManagedIdentity { get; init; }

    public string? Cloud { get; init; }

    public string? LoginEndpoint { get; init; }

    public string? GraphEndpoint { get; init; }

    public string? ManagementEndpoint { get; init; }

    public IReadOnlyList<string>? Sources { get; init; }

    public WindowOptions? Windows { get; init; }

    public override string ToString() => $"tenant {Name}";
}
