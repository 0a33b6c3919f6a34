using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

internal static class EverydayChanges
{
    private static readonly double[] Weights = [40, 14, 8, 10, 6, 5, 5, 2, 1.5, 1, 1.5, 0.6, 0.6, 0.6, 0.4, 0.4];

    public static DirectoryChange Make(Org org, DateTime time, ref Dice dice)
    {
        var admin = dice.Pick(org.Admins);
        var person = dice.Pick(org.Staff);
        var group = dice.Pick(org.Groups);
        var service = dice.Pick(org.Services);
        var user = new DirectoryTarget("User", person.Id, null, person.Upn);
        var failed = dice.Chance(0.02);
        var byAdmin = new DirectoryChange { Category = "UserManagement", Operation = "Update user", OperationType = "Update", Actor = admin, Address = admin.OfficeAddress, UserAgent = admin.Computer.UserAgent, Targets = [user], Failed = failed };
        return dice.Weighted(Weights) switch
        {
            0 => byAdmin with { Actor = null, Address = null, UserAgent = null, App = service, Changes = [("LastDirSyncTime", Stamp(time.AddHours(-1)), Stamp(time)), ("Included Updated Properties", null, "\"LastDirSyncTime\"")] },
            1 => byAdmin with { Changes = [("JobTitle", "[]", $"[\"{dice.Pick(Names.Title)}\"]"), ("Included Updated Properties", null, "\"JobTitle\"")] },
            2 => byAdmin with { Category = "GroupManagement", Operation = "Remove member from group", OperationType = "Unassign", Targets = [user, GroupTarget(group)], Changes = [("Group.ObjectID", $"\"{group.Id}\"", null), ("Group.DisplayName", $"\"{group.Name}\"", null)] },
            3 => byAdmin with { Category = "GroupManagement", Operation = "Add member to group", OperationType = "Assign", Targets = [user, GroupTarget(group)], Changes = [("Group.ObjectID", null, $"\"{group.Id}\""), ("Group.DisplayName", null, $"\"{group.Name}\"")] },
            4 => byAdmin with { Operation = "Reset user password", OperationType = "Update" },
            5 => byAdmin with { Operation = "Change user password", Actor = person, Address = person.OfficeAddress, UserAgent = person.Computer.UserAgent },
            6 => byAdmin with { Category = "Device", Operation = "Update device", Actor = null, Address = null, UserAgent = null, App = service, Targets = [new DirectoryTarget("Device", person.Computer.Id, person.Computer.Name)], Changes = [("DeviceOSVersion", "[\"10.0.22631\"]", "[\"10.0.26100\"]")] },
            7 => byAdmin with { Operation = "User registered security info", LoggedBy = "Authentication Methods", Actor = person, Address = person.OfficeAddress },
            8 => RoleChange(byAdmin, org, user, ref dice),
            9 => byAdmin with { Category = "Policy", Operation = "Update conditional access policy", LoggedBy = "Conditional Access", Targets = [new DirectoryTarget("Policy", Policy(org, dice.Below(4)), "Multifactor authentication for everybody")], Changes = [("ConditionalAccessPolicy", "{\"state\":\"enabled\"}", "{\"state\":\"enabled\",\"conditions\":{\"clientAppTypes\":[\"all\"]}}")] },
            11 => byAdmin with { Category = "ApplicationManagement", Operation = "Consent to application", OperationType = "Assign", Targets = [Principal(service)], Changes = [("ConsentContext.IsAdminConsent", null, "\"True\""), ("ConsentContext.OnBehalfOfAll", null, "\"True\""), ("ConsentAction.Permissions", null, "\"[] => [[ConsentType: AllPrincipals, Scope: User.Read]]\"")] },
            12 => byAdmin with { Category = "ApplicationManagement", Operation = "Add delegated permission grant", OperationType = "Assign", Targets = [Principal(service)], Changes = [("DelegatedPermissionGrant.Scope", null, "\" User.Read\""), ("DelegatedPermissionGrant.ConsentType", null, "\"AllPrincipals\"")] },
            13 => byAdmin with { Category = "ApplicationManagement", Operation = "Add service principal", OperationType = "Add", Targets = [Principal(service)] },
            14 => byAdmin with { Category = "ApplicationManagement", Operation = "Add service principal credentials", Targets = [Principal(service)] },
            15 => byAdmin with { Changes = [("StrongAuthenticationMethod", "[]", "[{\"MethodType\":6,\"Default\":true}]"), ("Included Updated Properties", null, "\"StrongAuthenticationMethod\"")] },
            _ => byAdmin with { Category = "ApplicationManagement", Operation = "Update application – Certificates and secrets management ", Targets = [new DirectoryTarget("Application", service.ObjectId, service.Name)], Changes = [("KeyDescription", "[]", $"[\"[KeyIdentifier={dice.Guid()},KeyType=Password,KeyUsage=Verify,DisplayName=rotation]\"]"), ("Included Updated Properties", null, "\"KeyDescription\"")] },
        };
    }

    public static Guid Policy(Org org, int index) => new Dice(Mix.Of(org.Seed, 0xCA, (ulong)index)).Guid();

    public static IntuneChange Intune(Org org, ref Dice dice)
    {
        var admin = dice.Pick(org.Admins);
        var person = dice.Pick(org.Staff);
        return dice.Below(4) switch
        {
            0 => new IntuneChange(admin, "ManagedDevice", "Device", "Sync", "Action", "Microsoft.Management.Services.Api.ManagedDevice", person.Computer.Name, [("DeviceManagementAPIVersion", null, "5025-06-01")]),
            1 => new IntuneChange(admin, "DeviceConfiguration", "DeviceConfiguration", "Patch", "Patch", "DeviceConfiguration", "Baseline for laptops", [("Version", "7", "8")]),
            2 => new IntuneChange(admin, "MobileApp", "Application", "Create", "Create", "MobileApp", "Company portal", [("DisplayName", null, "Company portal")]),
            _ => new IntuneChange(admin, "DeviceCompliancePolicy", "Compliance", "Assign", "SetReference", "DeviceCompliancePolicyAssignment", "Compliance for phones", [("Target.Type", null, "GroupAssignmentTarget")]),
        };
    }

    public static DirectoryChange RoleChange(DirectoryChange template, Org org, DirectoryTarget user, ref Dice dice)
    {
        // Harmless roles as a rule; the powerful ones are given rarely, but they are given.
        var role = DirectoryRoles.All[dice.Chance(0.9) ? DirectoryRoles.All.Length - 1 - dice.Below(2) : dice.Below(DirectoryRoles.All.Length)];
        return Role(template, org, user, role);
    }

    public static DirectoryChange Role(DirectoryChange template, Org org, DirectoryTarget user, DirectoryRole role)
    {
        var id = new Dice(Mix.Of(org.Seed, role.Name)).Guid();
        return template with
        {
            Category = "RoleManagement",
            Operation = "Add member to role",
            OperationType = "Assign",
            Targets = [user, new DirectoryTarget("Role", id, role.Name)],
            Changes = [("Role.ObjectID", null, $"\"{id}\""), ("Role.DisplayName", null, $"\"{role.Name}\""), ("Role.TemplateId", null, $"\"{role.TemplateId}\""), ("Role.WellKnownObjectName", null, $"\"{role.WellKnownName}\"")],
        };
    }

    private static string Stamp(DateTime time) => $"[\"{JsonText.Management(time)}Z\"]";

    private static DirectoryTarget Principal(CloudApp service) => new("ServicePrincipal", service.ObjectId, service.Name);

    private static DirectoryTarget GroupTarget(Group group) => new("Group", group.Id, group.Name);
}
