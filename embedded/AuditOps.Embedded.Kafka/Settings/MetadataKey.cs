using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Settings;

/// <summary>What an entry of the metadata log is about.</summary>
internal sealed class MetadataKey : IMessage
{
    public const sbyte BindingKind = 1;
    public const sbyte CredentialKind = 2;
    public const sbyte SettingKind = 3;

    public sbyte Kind;

    /// <summary>The resource's name, the user's, or the setting's.</summary>
    public string Name = "";

    /// <summary>Number of the mechanism of a credential.</summary>
    public sbyte Mechanism;

    /// <summary>Id of the broker a setting is for; "" for all.</summary>
    public string Scope = "";
    public sbyte Resource;
    public sbyte Pattern;
    public string Principal = "";
    public string Host = "";
    public sbyte Operation;
    public sbyte Permission;

    public AclBinding Binding => new((AclResource)Resource, (AclPattern)Pattern, Name, Principal, Host, (AclOperation)Operation, (AclPermission)Permission);

    public static MetadataKey Of(AclBinding binding) => new()
    {
        Kind = BindingKind,
        Name = binding.Name,
        Resource = (sbyte)binding.Resource,
        Pattern = (sbyte)binding.Pattern,
        Principal = binding.Principal,
        Host = binding.Host,
        Operation = (sbyte)binding.Operation,
        Permission = (sbyte)binding.Permission,
    };

    public static MetadataKey OfCredential(string user, ScramMechanism mechanism) => new() { Kind = CredentialKind, Name = user, Mechanism = (sbyte)mechanism };

    public static MetadataKey OfSetting(string scope, string name) => new() { Kind = SettingKind, Scope = scope, Name = name };

    public void Transfer(Wire.Wire wire, short version)
    {
        wire.Int8(ref Kind);
        wire.String(ref Name);
        switch (Kind)
        {
            case BindingKind:
                wire.Int8(ref Resource);
                wire.Int8(ref Pattern);
                wire.String(ref Principal);
                wire.String(ref Host);
                wire.Int8(ref Operation);
                wire.Int8(ref Permission);
                break;
            case CredentialKind:
                wire.Int8(ref Mechanism);
                break;
            case SettingKind:
                wire.String(ref Scope);
                break;
            default:
                throw new MalformedRequestException($"kind {Kind} of an entry of the metadata log is not known");
        }
    }
}
