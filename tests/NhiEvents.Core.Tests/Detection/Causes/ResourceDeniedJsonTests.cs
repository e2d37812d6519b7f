using System.Text.Json;
using NhiEvents.Contracts;

namespace NhiEvents.Core.Tests.Detection;

public sealed class ResourceDeniedJsonTests
{
    /// <summary>As first sent; must read for ever.</summary>
    private const string Version1 = """
        {"tenantId":"t","key":"k","id":"i","at":"2026-03-02T08:00:00+00:00","identityId":"u","operationName":"Microsoft.Compute/virtualMachines/write","reason":"MFA is required","evidence":[]}
        """;

    [Fact]
    public void The_first_version_reads() => Assert.Equal("u", JsonSerializer.Deserialize(Version1, NhiJson.Default.ResourceDenied)!.IdentityId);

    [Fact]
    public void A_missing_member_fails_at_the_border() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(Version1.Replace("\"reason\":\"MFA is required\",", "", StringComparison.Ordinal), NhiJson.Default.ResourceDenied));
}
