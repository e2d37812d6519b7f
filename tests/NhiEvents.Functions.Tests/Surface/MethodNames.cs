using System.Reflection.Metadata;

namespace NhiEvents.Functions.Tests.Surface;

/// <summary>Full names, without type arguments, of the methods that IL tokens stand for.</summary>
internal static class MethodNames
{
    public static string Of(MetadataReader reader, EntityHandle method)
    {
        switch (method.Kind)
        {
            case HandleKind.MethodDefinition:
                var definition = reader.GetMethodDefinition((MethodDefinitionHandle)method);
                return $"{TypeName(reader, definition.GetDeclaringType())}.{reader.GetString(definition.Name)}";
            case HandleKind.MemberReference:
                var member = reader.GetMemberReference((MemberReferenceHandle)method);
                return $"{TypeName(reader, member.Parent)}.{reader.GetString(member.Name)}";
            case HandleKind.MethodSpecification:
                return Of(reader, reader.GetMethodSpecification((MethodSpecificationHandle)method).Method);
            default:
                return method.Kind.ToString();
        }
    }

    private static string TypeName(MetadataReader reader, EntityHandle type)
    {
        switch (type.Kind)
        {
            case HandleKind.TypeDefinition:
                var definition = reader.GetTypeDefinition((TypeDefinitionHandle)type);
                return $"{reader.GetString(definition.Namespace)}.{reader.GetString(definition.Name)}";
            case HandleKind.TypeReference:
                var reference = reader.GetTypeReference((TypeReferenceHandle)type);
                return $"{reader.GetString(reference.Namespace)}.{reader.GetString(reference.Name)}";
            case HandleKind.TypeSpecification:
                var signature = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
                return signature.ReadSignatureTypeCode() == SignatureTypeCode.GenericTypeInstance && signature.ReadByte() is var _
                    ? TypeName(reader, signature.ReadTypeHandle())
                    : "?";
            default:
                return type.Kind.ToString();
        }
    }
}
