namespace AuditOps.Simulator.Acts;

internal enum SignInKind
{
    Interactive,
    NonInteractive,
    ServicePrincipal,
    ManagedIdentity,
}
