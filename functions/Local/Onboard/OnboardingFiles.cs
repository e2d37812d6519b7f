using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Local.Onboard.Tenant;
using NhiEvents.Local.Output;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard;

/// <summary><c>onboarding.html</c> for the meeting, <c>onboarding.json</c> for a program.</summary>
internal static class OnboardingFiles
{
    private const int SchemaVersion = 1;

    private static readonly OnboardingJson Json = new(new JsonSerializerOptions(OnboardingJson.Default.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static void Write(string folder, Onboarding onboarding)
    {
        AtomicFile.Write(Path.Combine(folder, "onboarding.html"), stream => WritePage(stream, onboarding));
        var document = new OnboardingDocument(SchemaVersion, onboarding.Period?.First, onboarding.Period?.Last, onboarding.Identities, onboarding.WithProfile, onboarding.Findings, onboarding.Risks, onboarding.Campaigns, onboarding.Unknown, onboarding.Checks);
        AtomicFile.Write(Path.Combine(folder, "onboarding.json"), stream => JsonSerializer.Serialize(stream, document, Json.OnboardingDocument));
    }

    private static void WritePage(Stream stream, Onboarding onboarding)
    {
        using var output = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        OnboardingPage.Write(new HtmlWriter(output), onboarding);
    }
}

/// <summary>The content of <c>onboarding.json</c>.</summary>
internal sealed record OnboardingDocument(
    int SchemaVersion,
    DateTimeOffset? From,
    DateTimeOffset? To,
    int Identities,
    int WithProfile,
    IReadOnlyList<FindingCount> Findings,
    IReadOnlyList<Risk> Risks,
    IReadOnlyList<Campaign> Campaigns,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<TenantCheck>? Checks);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCase<IdentityKind>), typeof(CamelCase<Severity>), typeof(CamelCase<TenantAnswer>)], DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OnboardingDocument))]
internal sealed partial class OnboardingJson : JsonSerializerContext;
