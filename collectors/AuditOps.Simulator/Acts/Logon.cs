using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>A sign-in or an attempt at one, by a person or a service.</summary>
internal sealed record Logon
{
    public SignInKind Kind { get; init; }

    /// <summary>Null for services.</summary>
    public Person? Person { get; init; }

    /// <summary>The service principal or managed identity; null for people.</summary>
    public CloudApp? Service { get; init; }

    public required CloudApp App { get; init; }

    public required CloudApp Resource { get; init; }

    public required string Address { get; init; }

    public required Place Place { get; init; }

    public required int Asn { get; init; }

    public Device? Device { get; init; }

    /// <summary>What the browser calls itself, when it is not the device's usual one.</summary>
    public string? UserAgent { get; init; }

    public int Error { get; init; }

    /// <summary>As Graph's <c>clientAppUsed</c> spells it.</summary>
    public string Client { get; init; } = "Browser";

    /// <summary>As Graph's <c>authenticationProtocol</c> spells it.</summary>
    public string Protocol { get; init; } = "none";

    public bool Mfa { get; init; }

    /// <summary>What the phone answered; null when it was not asked.</summary>
    public string? MfaAnswer { get; init; }

    public required Guid Session { get; init; }

    public string PolicyStatus => Error switch
    {
        SignInErrors.None => Mfa ? "success" : "notApplied",
        SignInErrors.BlockedByPolicy or SignInErrors.MfaRequired or SignInErrors.MfaDenied => "failure",
        _ => "notApplied",
    };
}
