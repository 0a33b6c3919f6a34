namespace AuditOps.Simulator.Acts;

internal static class SignInKinds
{
    /// <summary>As Graph's <c>signInEventTypes</c> spells it.</summary>
    public static string Wire(this SignInKind kind) => kind switch
    {
        SignInKind.Interactive => "interactiveUser",
        SignInKind.NonInteractive => "nonInteractiveUser",
        SignInKind.ServicePrincipal => "servicePrincipal",
        _ => "managedIdentity",
    };
}
