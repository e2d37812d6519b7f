using System.Globalization;
using System.Reflection;
using System.Text.Json;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Tests;

namespace NhiEvents.Tenant.Tests.Simulation;

/// <summary>The simulation's own view of codes against the detector's table: two statements of the same facts.</summary>
public sealed class BreakageCodesTests
{
    private static readonly Dictionary<int, string?> Table = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Repository.Root, "shared", "NhiEvents.Core", "Detection", "ErrorCodes", "error-codes.json")))
        .RootElement.GetProperty("codes").EnumerateArray()
        .ToDictionary(code => code.GetProperty("code").GetInt32(), code => code.TryGetProperty("finding", out var finding) ? finding.GetString() : OfClass(code.GetProperty("class").GetString()!));

    public static TheoryData<int> Codes =>
        [.. typeof(Aadsts).GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic).Select(constant => (int)constant.GetRawConstantValue()!).Where(code => code > 0).Distinct()];

    /// <summary>What a code of this class means where the table names no finding of its own.</summary>
    private static string? OfClass(string name) => name switch
    {
        "challenge" => "NHI101",
        "lockout" => "NHI102",
        "password" or "secret" => "NHI105",
        "app" => "NHI107",
        "block" => "NHI108",
        "token" => "NHI110",
        _ => null,
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Both_expect_the_same_finding(int code)
    {
        var expected = BreakageCodes.Of(code) is { } why ? ExpectedFinding.For(why, isUser: true).Finding : null;

        Assert.True(Table.ContainsKey(code), code.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Table[code], expected);
    }
}
