using System.Text.Json;
using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>One principal written as a list of {ID, Type}: 1 name, 2 object id, kind and other words, 3 PUID, 4 service principal names, 5 UPN, 0 an id claimed by the token.</summary>
internal readonly record struct IdentityList(string? Id, string? Name, string? Upn, string? Kind, string? Claim)
{
    public static IdentityList Read(JsonElement list)
    {
        string? id = null, name = null, upn = null, kind = null, claim = null;
        foreach (var item in list.Items())
        {
            var text = ManagementActor.Real(item.Text("id"u8));
            if (text is null)
                continue;
            switch (item.Text("type"u8))
            {
                case "0":
                    claim ??= text;
                    break;
                case "1":
                    name ??= text;
                    break;
                case "2":
                    if (ManagementActor.ObjectId(text) is { } guid)
                        id = guid;
                    else if (text.IndexOf('_') < 0)
                        kind = text;
                    break;
                case "5":
                    upn ??= text;
                    break;
                default:
                    break;
            }
        }

        return new IdentityList(id, name, upn, kind, claim);
    }
}
