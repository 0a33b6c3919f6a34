namespace AuditOps.Simulator.Organisation;

/// <summary>Somebody of the organisation, with what their records are made of.</summary>
internal sealed record Person
{
    public required int Index { get; init; }

    public required Guid Id { get; init; }

    public required string GivenName { get; init; }

    public required string Surname { get; init; }

    public required string Upn { get; init; }

    public required string Department { get; init; }

    public required string JobTitle { get; init; }

    /// <summary>The office, which also sets the working hours.</summary>
    public required Place Office { get; init; }

    public required Device Computer { get; init; }

    public required Device Phone { get; init; }

    /// <summary>Works at home on some days and comes from here then.</summary>
    public required string HomeAddress { get; init; }

    public required string OfficeAddress { get; init; }

    /// <summary>The legacy account number that Exchange and SharePoint call the user by: 16 hexadecimal digits.</summary>
    public required string Puid { get; init; }

    public required string Sid { get; init; }

    public required Guid Mailbox { get; init; }

    /// <summary>Index into <see cref="DirectoryRoles.All"/>; -1 for the many without a role.</summary>
    public int Role { get; init; } = -1;

    public bool IsGuest { get; init; }

    public bool IsEnabled { get; init; } = true;

    /// <summary>Uses a VPN provider for everything.</summary>
    public Place? Vpn { get; init; }

    public string DisplayName => $"{GivenName} {Surname}";
}
