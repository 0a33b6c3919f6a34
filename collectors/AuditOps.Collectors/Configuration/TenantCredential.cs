using System.Security.Cryptography.X509Certificates;

namespace AuditOps.Collectors.Configuration;

/// <summary>How the application proves who it is; exactly one is set.</summary>
public sealed record TenantCredential
{
    public Secret? ClientSecret { get; init; }

    /// <summary>With its private key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary><c>system</c>, or the client id of a user-assigned managed identity.</summary>
    public string? ManagedIdentity { get; init; }

    public string Kind => ClientSecret is not null ? "secret" : Certificate is not null ? "certificate" : "managed identity";

    public override string ToString() => Kind;
}
