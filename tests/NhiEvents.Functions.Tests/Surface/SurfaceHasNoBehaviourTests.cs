using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace NhiEvents.Functions.Tests.Surface;

public sealed class SurfaceHasNoBehaviourTests
{
    /// <summary>What the plain data types may call besides constructors, auto-properties and NotBuilt.Here.</summary>
    private static readonly string[] DataCalls =
    [
        "System.Collections.Generic.Dictionary`2.*",
        "System.Collections.Generic.ICollection`1.*",
        "System.Collections.Generic.IEnumerable`1.GetEnumerator",
        "System.Collections.IEnumerable.GetEnumerator",
        "System.Collections.Generic.CollectionExtensions.GetValueOrDefault",
        "System.Collections.Generic.HashSet`1.Add",      // the transient reasons of ServiceBusException
        "System.Collections.Generic.HashSet`1.Contains",
        "System.Object.ToString",                        // LockToken, ETag
        "System.Guid.ToString",
        "Azure.ETag.ToString",
    ];

    private static readonly string SurfacePath = Path.Combine(AppContext.BaseDirectory, "AzureSurface.dll");

    [Fact]
    public void Every_method_of_the_surface_only_stores_returns_or_refuses()
    {
        using var file = new PEReader(File.OpenRead(SurfacePath));
        var surface = file.GetMetadataReader();

        var read = 0;
        var behaviour = new List<string>();
        foreach (var handle in surface.MethodDefinitions)
        {
            var method = surface.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
            {
                continue; // no body: an interface or abstract member
            }

            read++;
            var body = file.GetMethodBody(method.RelativeVirtualAddress);
            var name = MethodNames.Of(surface, handle);
            behaviour.AddRange(Faults(surface, body).Select(fault => $"{name}: {fault}"));
        }

        Assert.True(read > 200, $"only {read} method bodies were read");
        Assert.True(behaviour.Count == 0, string.Join(Environment.NewLine, behaviour));
    }

    [Fact]
    public void Starting_a_function_app_says_that_the_Azure_packages_are_absent()
    {
        var application = Assembly.LoadFrom(SurfacePath).GetType("Microsoft.Azure.Functions.Worker.Builder.FunctionsApplication", throwOnError: true)!;

        var thrown = Assert.Throws<TargetInvocationException>(() => application.GetMethod("CreateBuilder")!.Invoke(null, [Array.Empty<string>()]));

        var refusal = Assert.IsType<PlatformNotSupportedException>(thrown.InnerException);
        Assert.Contains("built without the Azure packages", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("-p:AzurePackages=feed", refusal.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Faults(MetadataReader surface, MethodBodyBlock body)
    {
        if (body.ExceptionRegions.Length > 0)
        {
            yield return "has a try block";
        }

        var code = Il.Read(body.GetILBytes()!);
        for (var i = 0; i < code.Count; i++)
        {
            var (op, token) = code[i];
            if (op.IsBranch() && !IsDefaultValue(code, i))
            {
                yield return $"branches ({op})";
            }
            else if (op.IsCall() && MethodNames.Of(surface, MetadataTokens.EntityHandle(token)) is var callee && !IsAllowed(surface, token, callee))
            {
                yield return $"calls {callee}";
            }
        }
    }

    /// <summary>The one branch that is data: <c>value ?? new …</c>, which compiles to dup, brtrue, pop.</summary>
    private static bool IsDefaultValue(IReadOnlyList<(ILOpCode Op, int Token)> code, int i)
        => code[i].Op is ILOpCode.Brtrue_s && i > 0 && code[i - 1].Op is ILOpCode.Dup && code[i + 1].Op is ILOpCode.Pop;

    private static bool IsAllowed(MetadataReader surface, int token, string callee)
        => callee.EndsWith("..ctor", StringComparison.Ordinal)
            || callee == "NhiEvents.AzureSurface.NotBuilt.Here"
            || IsAutoProperty(surface, MetadataTokens.EntityHandle(token))
            || DataCalls.Any(allowed => allowed.EndsWith('*') ? callee.StartsWith(allowed[..^1], StringComparison.Ordinal) : callee == allowed);

    private static bool IsAutoProperty(MetadataReader surface, EntityHandle callee)
        => callee.Kind == HandleKind.MethodDefinition
            && surface.GetMethodDefinition((MethodDefinitionHandle)callee).GetCustomAttributes()
                .Any(attribute => MethodNames.Of(surface, surface.GetCustomAttribute(attribute).Constructor)
                    .EndsWith("CompilerGeneratedAttribute..ctor", StringComparison.Ordinal));
}
