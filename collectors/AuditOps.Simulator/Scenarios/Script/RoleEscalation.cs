using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>A helpdesk account that was taken over gives an ordinary account the highest role.</summary>
internal static class RoleEscalation
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var admin = stage.Admin(5);
        var puppet = stage.Victim();
        var user = new DirectoryTarget("User", puppet.Id, null, puppet.Upn);
        stage.Logon(stage.Try(admin, from) with { App = FirstParty.AzurePortal, Resource = FirstParty.AzureManagement });
        stage.Wait(120, 900);
        stage.Change(stage.By(admin, from, "UserManagement", "Reset user password", "Update", user));
        stage.Wait(30, 300);
        stage.Change(EverydayChanges.Role(stage.By(admin, from, "RoleManagement", "Add member to role", "Assign", user), stage.Org, user, DirectoryRoles.All[DirectoryRoles.GlobalAdministrator]));
        stage.Wait(60, 600);
        stage.Logon(stage.Try(puppet, from) with { App = FirstParty.AzurePortal, Resource = FirstParty.AzureManagement });
    }
}
