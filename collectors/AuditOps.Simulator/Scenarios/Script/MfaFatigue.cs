using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>With the password known, prompts are sent until the owner taps "approve".</summary>
internal static class MfaFatigue
{
    private static readonly string[] Refusals = ["MFA denied; user declined the authentication", "MFA denied; user did not respond to mobile app notification"];

    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var victim = stage.Victim();
        var prompts = 11 + stage.Dice.Below(12);
        for (var i = 0; i < prompts; i++)
        {
            stage.Logon(stage.Try(victim, from) with { Error = SignInErrors.MfaDenied, MfaAnswer = stage.Dice.Pick(Refusals) });
            stage.Wait(8, 24);
        }

        stage.Logon(stage.Try(victim, from) with { Mfa = true, MfaAnswer = "MFA successfully completed" });
        stage.Wait(120, 600);
        stage.Change(stage.By(victim, from, "UserManagement", "User registered security info", "Update", new DirectoryTarget("User", victim.Id, null, victim.Upn)) with { LoggedBy = "Authentication Methods" });
    }
}
