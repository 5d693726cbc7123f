/** Photographs of the goods: taken by the device's camera, scaled down, and named. */

import { Alert, Button } from "antd";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { takePhoto, type TakenPhoto } from "../../api/examinations";

interface PhotoTakerProps {
  photos: readonly TakenPhoto[];
  onChange: (photos: readonly TakenPhoto[]) => void;
}

export function PhotoTaker({ photos, onChange }: PhotoTakerProps) {
  const { t } = useTranslation();
  const [isFailed, setFailed] = useState(false);
  const take = async (files: FileList | null) => {
    try {
      const added = [...photos];
      for (const file of files ?? []) {
        const photo = await takePhoto(file, t("examination.photo_name", { number: added.length + 1 }));
        if (!added.some((it) => it.digest === photo.digest)) added.push(photo);
      }
      setFailed(false);
      onChange(added);
    } catch {
      setFailed(true);
    }
  };
  return (
    <div>
      <p>{t("examination.photos", { count: photos.length })}</p>
      <ul className="exam-photos">
        {photos.map((it) => (
          <li key={it.digest}>
            <Picture blob={it.blob} name={it.name} />
            <Button
              size="small"
              aria-label={t("examination.remove_photo", { name: it.name })}
              onClick={() => onChange(photos.filter((other) => other.digest !== it.digest))}
            >
              ✕
            </Button>
          </li>
        ))}
      </ul>
      <label>
        <input
          className="exam-photo-input"
          type="file"
          accept="image/*"
          capture="environment"
          multiple
          onChange={(event) => {
            void take(event.target.files);
            event.target.value = "";
          }}
        />
        <span className="exam-photo-button">{t("examination.take_photo")}</span>
      </label>
      {isFailed && <Alert type="error" showIcon title={t("examination.photo_failed")} />}
    </div>
  );
}

/** A picture that is at hand as bytes. */
export function Picture({ blob, name }: { blob: Blob; name: string }) {
  const show = useCallback(
    (image: HTMLImageElement | null) => {
      if (image === null) return;
      const address = URL.createObjectURL(blob);
      image.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [blob],
  );
  return <img ref={show} alt={name} />;
}
