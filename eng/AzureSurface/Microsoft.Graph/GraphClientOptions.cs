#nullable disable
namespace Microsoft.Graph;

public class GraphClientOptions
{
    public string GraphServiceTargetVersion { get; set; }

    public string GraphServiceLibraryClientVersion { get; set; }

    public string GraphCoreClientVersion { get; set; }

    public string GraphProductPrefix { get; set; }
}
