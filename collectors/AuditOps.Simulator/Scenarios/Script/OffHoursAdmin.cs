using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>In the administrator's night, somebody administrates with the administrator's account.</summary>
internal static class OffHoursAdmin
{
    private const int NightHour = 2;

    public static void Play(Stage stage)
    {
        var admin = stage.Admin(1);
        var from = stage.Attacker();
        stage.MoveTo(stage.At.Date.AddHours(NightHour - admin.Office.OffsetHours).AddSeconds(stage.Dice.Below(7_200)));
        stage.Logon(stage.Try(admin, from) with { App = FirstParty.AzurePortal, Resource = FirstParty.AzureManagement, Mfa = true });
        for (var i = 0; i < 6; i++)
        {
            stage.Wait(60, 500);
            var person = stage.Victim();
            var user = new DirectoryTarget("User", person.Id, null, person.Upn);
            stage.Change(i % 2 == 0
                ? stage.By(admin, from, "UserManagement", "Reset user password", "Update", user)
                : stage.By(admin, from, "UserManagement", "Update user", "Update", user) with { Changes = [("StrongAuthenticationMethod", "[{\"MethodType\":6,\"Default\":true}]", "[]"), ("Included Updated Properties", null, "\"StrongAuthenticationMethod\"")] });
        }
    }
}
