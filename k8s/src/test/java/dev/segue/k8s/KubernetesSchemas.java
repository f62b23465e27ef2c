package dev.segue.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Holds core objects to Kubernetes' own models. Two sets of models, because each misses what the other sees: one knows
/// unknown and missing fields at any depth, the other the types of scalars.
final class KubernetesSchemas {

    private static final String STRICT = "io.kubernetes.client.openapi.models.";
    private static final String TYPED = "io.fabric8.kubernetes.api.model.";
    private static final ObjectMapper TYPES = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /// `apiVersion/kind` to the class of each set of models.
    private static final Map<String, Models> MODELS = Map.ofEntries(
            Map.entry("v1/Namespace", new Models("V1Namespace", "Namespace")),
            Map.entry("v1/Service", new Models("V1Service", "Service")),
            Map.entry("v1/ServiceAccount", new Models("V1ServiceAccount", "ServiceAccount")),
            Map.entry("v1/ConfigMap", new Models("V1ConfigMap", "ConfigMap")),
            Map.entry("v1/PersistentVolumeClaim", new Models("V1PersistentVolumeClaim", "PersistentVolumeClaim")),
            Map.entry("apps/v1/Deployment", new Models("V1Deployment", "apps.Deployment")),
            Map.entry("apps/v1/StatefulSet", new Models("V1StatefulSet", "apps.StatefulSet")),
            Map.entry(
                    "autoscaling/v2/HorizontalPodAutoscaler",
                    new Models("V2HorizontalPodAutoscaler", "autoscaling.v2.HorizontalPodAutoscaler")),
            Map.entry(
                    "policy/v1/PodDisruptionBudget",
                    new Models("V1PodDisruptionBudget", "policy.v1.PodDisruptionBudget")),
            Map.entry(
                    "networking.k8s.io/v1/NetworkPolicy",
                    new Models("V1NetworkPolicy", "networking.v1.NetworkPolicy")));

    private record Models(String strict, String typed) {}

    private KubernetesSchemas() {}

    /// Whether there are models for this object; custom resources have none here.
    static boolean know(Manifest manifest) {
        return MODELS.containsKey(manifest.apiVersion() + "/" + manifest.kind());
    }

    static List<String> violations(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        for (Manifest manifest : manifests) {
            Models models = MODELS.get(manifest.apiVersion() + "/" + manifest.kind());
            if (models != null) {
                strict(manifest, models.strict(), found);
                typed(manifest, models.typed(), found);
            }
        }
        return found;
    }

    private static void strict(Manifest manifest, String model, List<String> found) {
        try {
            Class.forName(STRICT + model)
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(manifest.body().toString()));
        } catch (InvocationTargetException e) {
            found.add(manifest + ": " + String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("No model " + model, e);
        }
    }

    private static void typed(Manifest manifest, String model, List<String> found) {
        try {
            TYPES.treeToValue(manifest.body(), Class.forName(TYPED + model).asSubclass(HasMetadata.class));
        } catch (JsonProcessingException e) {
            found.add(manifest + ": " + e.getOriginalMessage());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("No model " + model, e);
        }
    }
}
