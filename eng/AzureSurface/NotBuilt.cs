namespace NhiEvents.AzureSurface;

internal static class NotBuilt
{
    private const string Message =
        "This program was built without the Azure packages, so it cannot run in Azure or reach it. "
        + "Build it with -p:AzurePackages=feed (dotnet publish does), or run it on this machine with the local host.";

    public static InvalidOperationException Here() => new(Message);
}
