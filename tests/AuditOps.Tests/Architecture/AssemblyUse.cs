using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace AuditOps.Tests.Architecture;

/// <summary>Finds the types of one assembly that use another: in fields, signatures, base types and method bodies. Nested types count as their outermost one.</summary>
internal sealed class AssemblyUse
{
    private readonly MetadataReader _metadata;
    private readonly PEReader _portable;
    private readonly string _used;
    private readonly Mentions _mentions;

    private AssemblyUse(PEReader portable, string used)
    {
        _portable = portable;
        _metadata = portable.GetMetadataReader();
        _used = used;
        _mentions = new Mentions(this);
    }

    public static SortedSet<string> TypesUsing(string file, string used)
    {
        using var portable = new PEReader(File.OpenRead(file));
        var use = new AssemblyUse(portable, used);
        var users = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in use._metadata.TypeDefinitions)
        {
            if (use.Uses(use._metadata.GetTypeDefinition(handle)))
                users.Add(use.OutermostName(handle));
        }

        return users;
    }

    private bool Uses(TypeDefinition type) =>
        IsUsed(type.BaseType)
        || type.GetInterfaceImplementations().Any(handle => IsUsed(_metadata.GetInterfaceImplementation(handle).Interface))
        || type.GetFields().Any(handle => _metadata.GetFieldDefinition(handle).DecodeSignature(_mentions, null))
        || type.GetMethods().Any(handle => Uses(_metadata.GetMethodDefinition(handle)));

    private bool Uses(MethodDefinition method)
    {
        if (Any(method.DecodeSignature(_mentions, null)))
            return true;
        if (method.RelativeVirtualAddress == 0)
            return false;
        var body = _portable.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil && _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_mentions, null).Any(static used => used))
            return true;
        foreach (var token in IlTokens.Of(body.GetILReader()))
        {
            if (IsUsed(token))
                return true;
        }

        return false;
    }

    private bool IsUsed(EntityHandle handle) => !handle.IsNil && handle.Kind switch
    {
        HandleKind.TypeReference => IsUsed((TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_mentions, null),
        HandleKind.MemberReference => IsUsed((MemberReferenceHandle)handle),
        HandleKind.MethodSpecification => IsUsed((MethodSpecificationHandle)handle),
        _ => false,
    };

    private bool IsUsed(TypeReferenceHandle handle)
    {
        var scope = _metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsUsed((TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => _metadata.StringComparer.Equals(_metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name, _used),
            _ => false,
        };
    }

    private bool IsUsed(MemberReferenceHandle handle)
    {
        var member = _metadata.GetMemberReference(handle);
        return IsUsed(member.Parent)
            || (member.GetKind() == MemberReferenceKind.Field ? member.DecodeFieldSignature(_mentions, null) : Any(member.DecodeMethodSignature(_mentions, null)));
    }

    private bool IsUsed(MethodSpecificationHandle handle)
    {
        var method = _metadata.GetMethodSpecification(handle);
        return IsUsed(method.Method) || method.DecodeSignature(_mentions, null).Any(static used => used);
    }

    private string OutermostName(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }

    private static bool Any(MethodSignature<bool> signature) => signature.ReturnType || signature.ParameterTypes.Any(static used => used);

    /// <summary>Decodes a signature to whether it mentions the used assembly.</summary>
    private sealed class Mentions(AssemblyUse use) : ISignatureTypeProvider<bool, object?>
    {
        public bool GetArrayType(bool elementType, ArrayShape shape) => elementType;

        public bool GetByReferenceType(bool elementType) => elementType;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => Any(signature);

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => genericType || typeArguments.Any(static used => used);

        public bool GetGenericMethodParameter(object? genericContext, int index) => false;

        public bool GetGenericTypeParameter(object? genericContext, int index) => false;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => modifier || unmodifiedType;

        public bool GetPinnedType(bool elementType) => elementType;

        public bool GetPointerType(bool elementType) => elementType;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

        public bool GetSZArrayType(bool elementType) => elementType;

        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => false;

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => use.IsUsed(handle);

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
    }
}
