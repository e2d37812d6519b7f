using System.Globalization;

namespace NhiEvents.Scenarios;

/// <summary>Tenant and system together, as <c>nhi simulate</c> runs them; small, so that each takes seconds.</summary>
internal static class Simulation
{
    /// <param name="folder">Gets <c>NAME.json</c>, the verdict, and the folder <c>NAME</c>, the results.</param>
    /// <param name="size">People, and as many non-human identities.</param>
    public static Task<Ran> HereAsync(TemporaryFolder folder, string scenario, int seed, string name, int size, params string[] more) =>
        Nhi.HereAsync(Command(folder, scenario, seed, name, size, more));

    /// <summary>The same as what a user types.</summary>
    public static string[] Command(TemporaryFolder folder, string scenario, int seed, string name, int size, params string[] more) =>
    [
        "simulate", "--scenario", scenario, "--humans", $"{size}", "--identities", $"{size}", "--seed", seed.ToString(CultureInfo.InvariantCulture),
        "--verdict", folder[name + ".json"], "--out", folder[name], .. more,
    ];
}
