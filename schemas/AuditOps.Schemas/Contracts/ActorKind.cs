namespace AuditOps.Schemas.Contracts;

/// <summary>What kind of principal acted.</summary>
public enum ActorKind
{
    Unknown = 0,
    User = 1,
    Admin = 2,
    Guest = 3,
    Application = 4,
    ServicePrincipal = 5,
    System = 6,
    Policy = 7,
    Partner = 8,
}
