using System.Text.RegularExpressions;

namespace AuditOps.Warehouse;

/// <summary>Where ClickHouse is and how AuditOps talks to it.</summary>
public sealed partial record WarehouseOptions
{
    /// <summary>HTTP or HTTPS address of ClickHouse, for example <c>http://127.0.0.1:8123</c>.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:8123");

    /// <summary>Database of all AuditOps tables: a plain identifier of at most 64 characters. Default <c>auditops</c>.</summary>
    public string Database { get; init; } = "auditops";

    /// <summary>User name. Default <c>default</c>.</summary>
    public string User { get; init; } = "default";

    /// <summary>Password; null for none. Set this or <see cref="PasswordFile"/>, not both.</summary>
    public string? Password { get; init; }

    /// <summary>File whose content, without trailing line ends, is the password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>PEM file of the certificate authority that signed the server's certificate; null trusts the machine's store.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long connecting may take. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one query may take, its result included; also sent as <c>max_execution_time</c>. Default 30 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one insert or one migration statement may take. Default 2 min.</summary>
    public TimeSpan InsertTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a stored row is kept, counted from its collection (not from the event: old evidence stays). Default 365 d.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Name of the cluster for replicated tables (<c>ON CLUSTER</c>); null creates plain single-server tables. Default null.</summary>
    public string? Cluster { get; init; }

    /// <summary>Throws <see cref="WarehouseException"/> that names everything that is wrong.</summary>
    public void Validate()
    {
        List<string> errors = [];
        if (!Address.IsAbsoluteUri || Address.Scheme is not ("http" or "https")) errors.Add("Address must be an http or https address.");
        else if (Address.UserInfo.Length > 0) errors.Add("Address must not carry a user or password; use User and PasswordFile.");
        if (!Identifier().IsMatch(Database)) errors.Add("Database must match [A-Za-z_][A-Za-z0-9_]{0,63}.");
        if (Cluster is not null && !Identifier().IsMatch(Cluster)) errors.Add("Cluster must match [A-Za-z_][A-Za-z0-9_]{0,63}.");
        if (User.Length == 0) errors.Add("User must not be empty.");
        if (Password is not null && PasswordFile is not null) errors.Add("Set Password or PasswordFile, not both.");
        if (PasswordFile is not null && !File.Exists(PasswordFile)) errors.Add($"PasswordFile {PasswordFile} does not exist.");
        if (CaFile is not null && !File.Exists(CaFile)) errors.Add($"CaFile {CaFile} does not exist.");
        if (ConnectTimeout <= TimeSpan.Zero) errors.Add("ConnectTimeout must be positive.");
        if (QueryTimeout <= TimeSpan.Zero) errors.Add("QueryTimeout must be positive.");
        if (InsertTimeout <= TimeSpan.Zero) errors.Add("InsertTimeout must be positive.");
        if (Retention < TimeSpan.FromDays(1)) errors.Add("Retention must be at least one day.");
        if (errors.Count > 0) throw new WarehouseException(WarehouseErrorKind.Configuration, "Warehouse options: " + string.Join(" ", errors));
    }

    internal string? ReadPassword() => PasswordFile is null ? Password : File.ReadAllText(PasswordFile).TrimEnd('\r', '\n');

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();
}
