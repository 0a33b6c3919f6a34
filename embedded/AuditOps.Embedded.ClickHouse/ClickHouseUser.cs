namespace AuditOps.Embedded.ClickHouse;

/// <summary>A user of the embedded ClickHouse. Without a password and a hash, the user needs none (loopback only).</summary>
public sealed record ClickHouseUser(string Name, ClickHouseRole Role)
{
    /// <summary>The password in clear; mutually exclusive with <see cref="PasswordSha256"/>.</summary>
    public string? Password { get; init; }

    /// <summary>SHA-256 of the UTF-8 password, 64 hexadecimal digits.</summary>
    public string? PasswordSha256 { get; init; }

    internal bool NeedsPassword => !string.IsNullOrEmpty(Password) || PasswordSha256 is not null;

    /// <summary>Keeps secrets out of anything that prints the options.</summary>
    public override string ToString() => $"{Name} ({Role})";
}
