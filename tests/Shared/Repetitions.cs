namespace NhiEvents.Tests;

/// <summary>How often a property is tried: a few times at each change, ten times as often in the full set.</summary>
internal static class Repetitions
{
    private static readonly bool Full = Environment.GetEnvironmentVariables()["NHI_TEST_FULL"] is "true";

    public static int Of(int quick) => Full ? 10 * quick : quick;
}
