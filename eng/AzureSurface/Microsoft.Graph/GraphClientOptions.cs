namespace Microsoft.Graph;

public class GraphClientOptions;
