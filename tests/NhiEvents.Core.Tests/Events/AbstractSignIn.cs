using System.Globalization;

namespace NhiEvents.Core.Tests.Events;

/// <summary>One sign-in as it happened, of no schema; <see cref="ShapeWriters"/> writes it in each.</summary>
internal sealed record AbstractSignIn(int Number, SignInShape Shape, int Code)
{
    public const string Tenant = "0a0a0a0a-0000-4000-8000-00000000000a";

    public bool IsUser => Shape is SignInShape.Interactive or SignInShape.NonInteractive;

    /// <summary>Whole seconds: all that Graph and the portal give.</summary>
    public DateTimeOffset At { get; } = new DateTimeOffset(2026, 3, 2, 1, 2, 3, TimeSpan.Zero).AddSeconds(Number * 997);

    public string Id { get; } = $"eeeeeeee-0000-4000-8000-{Number:x12}";

    public string Identity { get; } = $"1111aaaa-0000-4000-8000-{Number % 7:x12}";

    public string AppId { get; } = $"2222aaaa-0000-4000-8000-{Number % 5:x12}";

    public string ResourceId { get; } = $"3333aaaa-0000-4000-8000-{Number % 3:x12}";

    public string Correlation { get; } = $"4444aaaa-0000-4000-8000-{Number:x12}";

    /// <summary>With what tears CSV and JSON apart when it is not escaped.</summary>
    public string Name { get; } = (Number % 4) switch { 0 => "svc-plain", 1 => "Büro; \"quoted\", müde", 2 => "line\nbreak\\\t", _ => "日本 😀" };

    public string Upn => $"svc{Number % 7}@contoso.example";

    public string Reason => Code == 0 ? "Other." : $"Reason {Code}, in words.";

    public string Ip => Shape is SignInShape.ManagedIdentity ? "" : Number % 6 == 0 ? "999.1.1:80" : "192.0.2." + (Number % 200).ToString(CultureInfo.InvariantCulture);

    public string UserAgent { get; } = "tool/1.0 (\"x\"; y)";

    public bool MfaDone => IsUser && Number % 3 == 0;

    public static IReadOnlyList<AbstractSignIn> Some(int count, SignInShape? only = null, int seed = 7)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number => new AbstractSignIn(number, only ?? (SignInShape)random.Next(4), random.Next(3) switch { 0 => 0, 1 => 50076, _ => 7000222 }))];
    }
}

internal enum SignInShape
{
    Interactive,
    NonInteractive,
    ServicePrincipal,
    ManagedIdentity,
}
